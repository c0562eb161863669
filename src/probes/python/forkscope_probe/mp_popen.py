"""Popen.poll and Popen._send_signal: a child is reaped, a child is sent a signal.

All of join(), is_alive(), exitcode, active_children() and start() come to poll(); terminate(), kill()
and the exit phase come to _send_signal(). The class for `spawn` inherits both from the one for `fork`,
the one for `forkserver` has a poll() of its own.
"""

import _thread
import signal
import sys

from . import loading, probe, rewrite, sites
from .starting import reaped

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def patch(module: "Any") -> None:
    own = vars(module.Popen)
    if "poll" in own:
        rewrite.surround(module.Popen, "poll", Hooks, "poll(self)")
    if "_send_signal" in own:
        rewrite.surround(module.Popen, "_send_signal", Hooks, "send(self, sig)")


class _Poll:
    """Around poll(): reports the code when this call, or another thread's meanwhile, got it."""

    __slots__ = ("popen",)

    def __init__(self, popen: "Any", *_unused: "Any", **_unused_too: "Any") -> None:
        self.popen = popen

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_unused: object) -> None:
        popen = self.popen
        if popen.returncode is None:
            return
        try:
            reaped(popen.pid, popen.returncode)
        except Exception as error:
            if not probe.is_ours(error, "poll"):
                raise


def _look(pid: int) -> None:
    """What a daemon is in the middle of, right before it is terminated."""
    if "multiprocessing.synchronize" in sys.modules:
        loading.load("mp_held").look(pid)
    loading.load("mp_unflushed").look(pid)


class _Send:
    """Around _send_signal(), which sends nothing to a child that was reaped."""

    __slots__ = ("popen", "number")

    def __init__(self, popen: "Any", sig: "Any") -> None:
        self.popen = popen
        self.number = sig

    def __enter__(self) -> None:
        state = probe.state
        if state.muted or self.popen.returncode is not None:
            return
        try:
            implicit = state.exit_thread == _thread.get_ident()
            if implicit:
                cause = "daemon-at-exit"
                if self.popen.method == "fork":
                    _look(self.popen.pid)
            else:
                cause = "kill" if self.number == signal.SIGKILL else "terminate"
            probe.emit(
                "signal",
                child=self.popen.pid,
                signal=signal.Signals(self.number).name,
                cause=cause,
                site=None if implicit else sites.calling(),
            )
        except Exception as error:
            if not probe.is_ours(error, "_send_signal"):
                raise

    def __exit__(self, *_unused: object) -> None:
        pass


class Hooks:
    """What the rewritten methods call."""

    poll = _Poll
    send = _Send
