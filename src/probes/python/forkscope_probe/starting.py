"""A start that is asked for and made, or fails; and the end of what was started, as its code is read."""

import _thread
import os

from . import probe, sites

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional, Set

    from .jsonline import Raw

# What a start says of a child that has no more to it than its command line.
PLAIN: "Dict[str, Any]" = {
    "name": None,
    "daemon": False,
    "className": None,
    "target": None,
    "method": None,
}


class Start:
    """Around a call that starts a child. Subclasses say what they know of it."""

    __slots__ = ("call", "site", "state")
    where = "start"

    def __init__(self) -> None:
        self.call = 0
        self.site: "Optional[Raw]" = None
        self.state = probe.state

    def __enter__(self) -> None:
        if self.state.muted:
            return
        try:
            self.site = sites.calling()
            facts = self._facts()
            self.call = next(self.state.calls)
            probe.emit_soon("start-begin", call=self.call, site=self.site, **facts)
            probe.starting = _thread.get_ident()
        except Exception as error:
            if not probe.is_ours(error, self.where):
                raise

    def __exit__(self, _kind: object, error: "Optional[BaseException]", _trace: object) -> None:
        probe.starting = 0
        # In a forked child that unwinds through its parent's start(), the call is not its own.
        if not self.call or self.state is not probe.state:
            return
        try:
            if error is not None:
                message = probe.describe(error)
                probe.emit("start-failed", call=self.call, message=message, site=self.site)
                self._failed(error)
                return
            self._made()
        except Exception as failure:
            if not probe.is_ours(failure, self.where):
                raise

    def _facts(self) -> "Dict[str, Any]":
        """What `start-begin` says of the child."""
        return PLAIN

    def _made(self) -> None:
        """Call `made` with the child's PID."""

    def _failed(self, error: BaseException) -> None:
        """What else is to be told of a start that failed."""

    def made(self, pid: int, code: "Optional[int]") -> None:
        """The child is there. `code` is not None where it has been reaped by now."""
        self.state.children.add(pid)
        # It may have been another one's.
        _read.discard(pid)
        told = (probe.now(), self.call, pid)
        probe.say('{"ev":"start-end","t":%d,"call":%d,"child":%d' % told)
        if code is not None:
            # Another thread has polled it already.
            reaped(pid, code)


# PIDs of children whose code the program has read.
_read: "Set[int]" = set()


def exit_code_read(pid: int, at: "Optional[FrameType]") -> None:
    """Tell, once for each child, that the program reads its exit code, and where."""
    if pid in _read or probe.state.muted:
        return
    _read.add(pid)
    site = sites.of(at)
    more = {} if site is None else {"site": site}
    probe.emit("note", note="exit-code-read", child=pid, **more)


def reaped(pid: int, code: int) -> None:
    """Report a child's code, once, when the runtime has it."""
    try:
        # One step, so that of two threads only one reports.
        probe.state.children.remove(pid)
    except KeyError:
        return
    # Within a wait, its end follows.
    waits = _thread.get_ident() in probe.state.waiting
    told = (probe.now(), pid, code)
    probe.say('{"ev":"reaped","t":%d,"child":%d,"code":%d' % told, soon=waits)


def code_of(status: int) -> "Optional[int]":
    """The runtime's code for a wait status: negative for a signal, None where the child lives on."""
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
