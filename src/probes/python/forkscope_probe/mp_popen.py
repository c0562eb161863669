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
        rewrite.surround(module.Popen, "poll", Hooks, "poll(self)", rewrite.AFTER)
    if "_send_signal" in own:
        rewrite.surround(module.Popen, "_send_signal", Hooks, "send(self, sig)", rewrite.BEFORE)


def _poll(popen: "Any", *_unused: "Any", **_unused_too: "Any") -> None:
    """After poll(): reports the code when this call, or another thread's meanwhile, got it."""
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


def _send(popen: "Any", number: "Any") -> None:
    """Before _send_signal(), which sends nothing to a child that was reaped."""
    state = probe.state
    if state.muted or popen.returncode is not None:
        return
    try:
        implicit = state.exit_thread == _thread.get_ident()
        if implicit:
            cause = "daemon-at-exit"
            if popen.method == "fork":
                _look(popen.pid)
        else:
            cause = "kill" if number == signal.SIGKILL else "terminate"
        probe.emit(
            "signal",
            child=popen.pid,
            signal=signal.Signals(number).name,
            cause=cause,
            site=None if implicit else sites.calling(),
        )
    except Exception as error:
        if not probe.is_ours(error, "_send_signal"):
            raise


class Hooks:
    """What the rewritten methods call."""

    poll = staticmethod(_poll)
    send = staticmethod(_send)
