"""Writes compiled code for later processes. Only a process that had to compile loads this."""

import _signal
import os
import sys

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    # Among the names of this module already when it is run; see codes.keep().
    from .codes import foreign

_WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW


def write(path: str, data: bytes) -> None:
    """Put a file in its place, whole or not at all; nothing is said where that is not possible."""
    own = "%s.%d" % (path, os.getpid())
    # Unless it is ignored, as Python has it, a limit on the size of files would end the program.
    if _signal.getsignal(_signal.SIGXFSZ) is not _signal.SIG_IGN or _is_forbidden(own):
        return
    try:
        file = os.open(own, _WRITE, 0o600)
    except OSError as error:
        if foreign(error):
            raise
        return
    try:
        try:
            whole = os.write(file, data) == len(data)
        finally:
            os.close(file)
        if whole:
            os.rename(own, path)
            own = ""
    except OSError as error:
        if foreign(error):
            raise
    finally:
        if own:
            _unlink(own)


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError as error:
        if foreign(error):
            raise


def _is_forbidden(path: str) -> bool:
    """Whether the program has an audit hook that lets nobody write.

    What it raises looks like what a signal handler raises; only the hook does so again.
    """
    try:
        sys.audit("open", path, None, _WRITE)
    except Exception:
        try:
            sys.audit("open", path, None, _WRITE)
        except Exception:
            return True
        raise
    return False
