"""Stacks on demand: `faulthandler` writes them to a file of the session when a signal comes.

That works while the process is blocked in C, and is inherited by forks. The open file is what tells
the recorder that the process would answer; it is closed as soon as the program takes the signal for
itself.
"""

import _signal
import os

from . import channel, lazy

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

_fd = -1
_file: "Tuple[int, int]" = (-1, -1)
_number = 0


def install() -> None:
    """Register for the session's signal, unless there is none or the program was given it ignored."""
    global _fd, _file, _number
    number = os.environ.get("FORKSCOPE_STACK_SIGNAL", "")
    path = os.environ.get("FORKSCOPE_STACKS", "")
    if not number.isdigit() or not path:
        return
    try:
        if _signal.getsignal(int(number)) is not _signal.SIG_DFL:
            return
        import faulthandler

        low = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            _fd = channel.moved_up(low)
        finally:
            os.close(low)
        _file = channel.identity(_fd)
        _number = int(number)
        faulthandler.register(_number, file=_fd, all_threads=True, chain=False)
        lazy.PARTS["signal"] = ("rewrite", "stacks")
    except (OSError, ValueError, ImportError):
        # The session is over, the limits leave no room, or this Python has no faulthandler.
        _leave()


def patch(module: "Any") -> None:
    """The module `signal` is there: follow who takes our signal."""
    from . import rewrite

    if _fd >= 0:
        rewrite.surround(module, "signal", Hooks, "taking(signalnum)", rewrite.BEFORE)


def _leave() -> None:
    global _fd
    fd, _fd = _fd, -1
    if fd >= 0 and channel.identity(fd) == _file:
        os.close(fd)


def _taking(number: "Any", _handler: "Any" = None) -> None:
    """Before signal.signal()."""
    if number == _number:
        _leave()


class Hooks:
    """What the rewritten function calls."""

    taking = staticmethod(_taking)
