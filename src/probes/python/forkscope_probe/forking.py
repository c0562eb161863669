"""Forks: which call made them, and how many threads there were.

os.fork() itself is left as it is. What is told comes from the hooks that Python runs around a fork,
which are not told of the child's PID; so the child says who it is.
"""

import _thread
import os
import sys

from . import probe, sites
from .starting import PLAIN

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, List, Optional

    from .jsonline import Raw

# Parts of the library whose own forks and waits are reported where the program calls them.
_REPORTED = ("subprocess", "multiprocessing", "asyncio", "concurrent")
# Where debugpy keeps what it puts in the place of os.fork() and its like.
_STAND_IN = "_pydev_bundle.pydev_monkey"
# Names of threads that one note holds.
_MOST_NAMES = 10

# Who forked last, and how many threads ran beside the one that did. Not known of a reported start.
_pid = 0
_threads = 0


def before() -> None:
    global _pid, _threads
    _pid = os.getpid()
    _threads = _thread._count()


def in_parent() -> None:
    if not _threads:
        return
    try:
        at = _forker()
        if at is not None and not is_reported(at):
            say_threads(_threads, sites.calling())
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def say_threads(count: int, site: "Optional[Raw]", **about: "Any") -> None:
    """Tell that this process has forked while it had so many threads; `text` are their names."""
    if site is not None:
        about["site"] = site
    threading = sys.modules.get("threading")
    names: "List[str]" = []
    if threading is not None:
        me = _thread.get_ident()
        for ident, thread in list(threading._active.items()):
            name = vars(thread).get("_name")
            if ident != me and isinstance(name, str) and len(names) < _MOST_NAMES:
                names.append(str.__str__(name))
    if not names:
        # It was about to begin, or to end.
        return
    about["text"] = ", ".join(names)
    probe.emit("note", note="forked-with-threads", count=count, **about)


def is_reported(at: "Optional[FrameType]" = None) -> bool:
    """Whether the call comes from a part of the library that is reported as a whole."""
    if probe.state.muted:
        return True
    at = _outside(sys._getframe(1) if at is None else at)
    name = None if at is None else at.f_globals.get("__name__")
    return isinstance(name, str) and name.partition(".")[0] in _REPORTED


def in_child() -> None:
    """A forked child says by which call it came to be, for its parent can not."""
    try:
        api = _fork_api()
        if api is not None:
            probe.emit("identity", parent=_pid, **PLAIN, api=api, site=sites.calling())
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def _fork_api() -> "Optional[str]":
    """The call that forked; None where the fork is part of a start that is reported already."""
    at = _forker()
    if at is None or is_reported(at):
        return None
    library = sites.file_in_library(at.f_code.co_filename)
    if library is None:
        names = at.f_code.co_names
        return "os.forkpty" if "forkpty" in names and "fork" not in names else "os.fork"
    # os.spawn* call each other: the outermost is the program's.
    name = "os.fork"
    while at is not None and sites.file_in_library(at.f_code.co_filename) == library:
        name = library[:-3].replace("/", ".") + "." + at.f_code.co_name
        at = at.f_back
    return name


def _forker() -> "Optional[FrameType]":
    """The frame that forks."""
    return _outside(sys._getframe(1))


def _outside(at: "Optional[FrameType]") -> "Optional[FrameType]":
    """The nearest frame that is neither the probe's nor a debugger's that stands in for os.fork()."""
    while at is not None and (
        at.f_code.co_filename.startswith(probe.OURS) or at.f_globals.get("__name__") == _STAND_IN
    ):
        at = at.f_back
    return at
