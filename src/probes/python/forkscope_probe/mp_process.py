"""BaseProcess.start and BaseProcess.join: who starts whom, who waits for whom."""

import _thread
import os

from . import mp_facts, probe, rewrite, sites

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional

# How much earlier than its timeout a wait may seem to end, in µs: rounding of both clocks' readings.
_TIMEOUT_SLACK = 1000


def patch(module: "Any") -> None:
    rewrite.surround(module.BaseProcess, "start", Hooks, "start(self)")
    rewrite.surround(module.BaseProcess, "join", Hooks, "join(self, timeout)")


def reaped(pid: int, code: "Optional[int]") -> None:
    """Report a child's code, once, when the runtime has it."""
    if code is None:
        return
    try:
        # One step, so that of two threads only one reports.
        probe.state.children.remove(pid)
    except KeyError:
        return
    # Within a wait, its end follows.
    joins = _thread.get_ident() in probe.state.joining
    say = probe.emit_soon if joins else probe.emit
    say("reaped", child=pid, code=code)


class _Start:
    """Around start(): asked for, made, or failed."""

    __slots__ = ("process", "call", "site", "state")

    def __init__(self, process: "Any") -> None:
        self.process = process
        self.call = 0
        self.site: "Optional[Dict[str, Any]]" = None
        self.state = probe.state

    def __enter__(self) -> None:
        if self.state.muted:
            return
        try:
            self.site = sites.calling()
            facts = mp_facts.described(self.process)
            self.call = next(self.state.calls)
            probe.emit_soon("start-begin", call=self.call, site=self.site, **facts)
        except Exception as error:
            if not probe.is_ours(error, "start"):
                raise

    def __exit__(self, _kind: object, error: "Optional[BaseException]", _trace: object) -> None:
        # In a forked child that unwinds through its parent's start(), the call is not its own.
        if not self.call or self.state is not probe.state:
            return
        try:
            if error is not None:
                message = probe.describe(error)
                probe.emit("start-failed", call=self.call, message=message, site=self.site)
                return
            popen = self.process._popen
            self.state.children.add(popen.pid)
            probe.emit("start-end", call=self.call, child=popen.pid)
            # Another thread may have polled it already.
            reaped(popen.pid, popen.returncode)
        except Exception as failure:
            if not probe.is_ours(failure, "start"):
                raise


class _Join:
    """Around join(): the wait, and how it ended."""

    __slots__ = ("process", "popen", "timeout", "wait", "begin", "state")

    def __init__(self, process: "Any", timeout: "Any" = None) -> None:
        self.process = process
        self.popen: "Any" = None
        self.timeout = timeout
        self.wait = 0
        self.begin = 0
        self.state = probe.state

    def __enter__(self) -> None:
        if self.state.muted:
            return
        try:
            facts = vars(self.process)
            self.popen = facts.get("_popen")
            if self.popen is None or facts.get("_parent_pid") != os.getpid():
                # join() raises instead of waiting.
                return
            implicit = self.state.exit_thread == _thread.get_ident()
            self.timeout = _micros(self.timeout)
            self.wait = next(self.state.waits)
            self.begin = probe.now()
            probe.emit(
                "wait-begin",
                self.begin,
                wait=self.wait,
                cause="exit-join" if implicit else "join",
                child=self.popen.pid,
                timeoutUs=self.timeout,
                site=None if implicit else sites.calling(),
            )
            self.state.joining.add(_thread.get_ident())
        except Exception as error:
            if not probe.is_ours(error, "join"):
                raise

    def __exit__(self, _kind: object, error: "Optional[BaseException]", _trace: object) -> None:
        if not self.wait or self.state is not probe.state:
            return
        try:
            self.state.joining.discard(_thread.get_ident())
            end = probe.now()
            probe.emit("wait-end", end, wait=self.wait, outcome=self._outcome(error, end))
        except Exception as failure:
            if not probe.is_ours(failure, "join"):
                raise

    def _outcome(self, error: "Optional[BaseException]", end: int) -> str:
        if error is not None:
            return "interrupted"
        if self.popen is not None and self.popen.returncode is None and self.timeout is not None:
            # A child that others have reaped leaves no code, but the wait ends before its time.
            if end - self.begin >= self.timeout - _TIMEOUT_SLACK:
                return "timed-out"
        return "ended"


def _micros(seconds: "Any") -> "Optional[int]":
    """A timeout in µs; None for none, for one that never comes and for what is no number."""
    try:
        return None if seconds is None else max(0, int(seconds * 1_000_000))
    except (TypeError, ValueError, OverflowError):
        return None


class Hooks:
    """What the rewritten methods call."""

    start = _Start
    join = _Join
