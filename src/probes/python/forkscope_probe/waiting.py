"""What a thread waits for, from its begin to its end: another process, or something else that blocks."""

import _thread
import itertools
import sys

from . import jsonline, probe, sites

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Iterator, Optional

# How much earlier than its timeout a wait may seem to end, in µs: rounding of both clocks' readings.
_TIMEOUT_SLACK = 1000
# Library code that runs what the program gave it at the bottom of a thread.
_RUNNERS = ("threading.py", "concurrent/futures/thread.py")

# By thread, the frame of the program (by its id) that is in a span. What the library does on behalf
# of the same frame meanwhile is part of it; a signal handler has a frame of its own.
_open: "Dict[int, int]" = {}
_blocks = itertools.count(1)


class Span:
    """Around a call: a wait for a process, or a block. Subclasses say which in `_begin`."""

    __slots__ = ("thing", "timeout", "state", "number", "kind", "outer", "began", "limit")
    where = "wait"

    def __init__(self, thing: "Any" = None, timeout: "Any" = None) -> None:
        # What is waited for, and for how long at most (s); None or nonsense: for ever.
        self.thing = thing
        self.timeout = timeout
        self.state = probe.state
        self.number = 0

    def __enter__(self) -> None:
        if self.state.muted:
            return
        try:
            self._begin()
        except Exception as error:
            if not probe.is_ours(error, self.where):
                raise

    def __exit__(self, _kind: object, error: "Optional[BaseException]", _trace: object) -> None:
        if not self.number:
            return
        self._close()
        # In a child that was forked meanwhile, the wait is not its own.
        if self.state is not probe.state:
            return
        try:
            end = probe.now()
            told = (self.kind, end, self.kind, self.number, self._outcome(error, end))
            probe.say('{"ev":"%s-end","t":%d,"%s":%d,"outcome":"%s"' % told)
            self._ended(error)
        except Exception as failure:
            if not probe.is_ours(failure, self.where):
                raise

    def _close(self) -> None:
        me = _thread.get_ident()
        self.state.waiting.discard(me)
        if self.outer is None:
            _open.pop(me, None)
        else:
            _open[me] = self.outer

    def _begin(self) -> None:
        """Call `_wait` or `_block`, or neither where there is nothing to tell."""

    def _ended(self, error: "Optional[BaseException]") -> None:
        """What else is to be told after the end."""

    def _outcome(self, error: "Optional[BaseException]", end: int) -> str:
        if error is not None:
            # TimeoutError and TimeoutExpired; those of queues.
            timed_out = type(error).__name__.startswith(("Timeout", "Empty", "Full"))
            return "timed-out" if timed_out and self.limit is not None else "interrupted"
        if self.limit is not None and self._in_vain():
            if end - self.began >= self.limit - _TIMEOUT_SLACK:
                return "timed-out"
        return "ended"

    def _in_vain(self) -> bool:
        """Whether what was waited for has not come, as far as one can see."""
        return True

    def _wait(self, cause: str, child: "Optional[int]", since: "Optional[int]" = None) -> None:
        """Report a wait; one within the exit phase is the runtime's. `since` as for `_block`."""
        # Not %s, for which a number of the program's own kind would run the program's code.
        what = '"cause":"%s","child":%s' % (cause, "null" if child is None else "%d" % child)
        self._tell("wait", what, self.state.waits, since)

    def _block(self, reason: str, name: "Optional[str]", since: "Optional[int]" = None) -> None:
        """Report that the call blocks; `since` where it has done so for a while (µs)."""
        what = jsonline.fields({"reason": reason, "object": name, "thread": thread_name()})
        self._tell("block", what, _blocks, since)

    def _tell(
        self, kind: str, what: str, numbers: "Iterator[int]", since: "Optional[int]"
    ) -> None:
        me = _thread.get_ident()
        implicit = self.state.exit_thread == me
        frame = None if implicit else sites.frame()
        if frame is None and not implicit and not _may_lack_frame():
            return
        outer = _open.get(me)
        if outer == id(frame):
            return
        self.limit = None if self.timeout is None else micros(self.timeout)
        number = next(numbers)
        self.began = probe.now() if since is None else since
        self.kind = kind
        limit = "null" if self.limit is None else self.limit
        told = (kind, self.began, kind, number, what, limit, sites.of(frame) or "null")
        probe.say('{"ev":"%s-begin","t":%d,"%s":%d,%s,"timeoutUs":%s,"site":%s' % told)
        if kind == "wait":
            self.state.waiting.add(me)
        self.outer = outer
        self.number = number
        _open[me] = id(frame)


def micros(seconds: "Any") -> "Optional[int]":
    """A timeout in µs; None for one that never comes and for what is no number."""
    try:
        return max(0, int(seconds * 1_000_000))
    except (TypeError, ValueError, OverflowError):
        return None


def thread_name() -> "Optional[str]":
    """Name of this thread, None for the main one and for one that `threading` does not know."""
    threading = sys.modules.get("threading")
    if threading is None:
        return None
    thread = threading._active.get(_thread.get_ident())
    if thread is None or thread is threading._main_thread:
        return None
    name = vars(thread).get("_name")
    return str.__str__(name) if isinstance(name, str) else None


def _may_lack_frame() -> bool:
    """Whether a thread without code of the program on its stack does the program's work all the same.

    The main thread of a child does; a thread that the library keeps for itself does not, unless it is
    one for running what it was given.
    """
    threading = sys.modules.get("threading")
    if threading is None or _thread.get_ident() == threading._main_thread._ident:
        return True
    at: "Optional[FrameType]" = sys._getframe(1)
    while at is not None and at.f_code.co_filename.startswith(probe.OURS):
        at = at.f_back
    # The function that waits, then the one that called it.
    at = at.f_back if at is not None else None
    return at is not None and sites.file_in_library(at.f_code.co_filename) in _RUNNERS
