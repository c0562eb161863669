"""subprocess.Popen: a program is started, waited for, reaped, sent a signal.

All of run(), call(), check_call(), check_output() and os.popen() come to it.
"""

import os
import signal
import sys

from . import probe, rewrite, short, sites
from .starting import PLAIN, Start, exit_code_read, reaped
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional

_CAUSES = {signal.SIGTERM: "terminate", signal.SIGKILL: "kill"}


def patch(module: "Any") -> None:
    popen = module.Popen
    options = ("shell", "preexec_fn", "start_new_session")
    named = ", ".join(["%s=%s" % (name, name) for name in options])
    # The part of __init__() that asks the OS. What is no command at all fails before.
    rewrite.surround(popen, "_execute_child", Hooks, "start(self, args, %s)" % named)
    rewrite.surround(popen, "wait", Hooks, "wait(self, timeout)")
    rewrite.surround(popen, "communicate", Hooks, "communicate(self, input, timeout)")
    rewrite.surround(popen, "_handle_exitstatus", Hooks, "status(self, sts)", rewrite.AFTER)
    rewrite.surround(popen, "send_signal", Hooks, "send(self, sig)", rewrite.BEFORE)


class _Start(Start):
    """Around _execute_child(): begun, made, or failed."""

    __slots__ = ("popen", "args", "options")
    where = "Popen"

    def __init__(self, popen: "Any", args: "Any" = (), *_more: "Any", **options: "Any") -> None:
        super().__init__()
        self.popen = popen
        self.args = args
        self.options = options

    def _facts(self) -> "Dict[str, Any]":
        facts = {**PLAIN, "api": "subprocess.Popen"}
        options = self.options
        argv = short.command(self.args, options.get("shell") in (True, 1))
        if argv is not None:
            facts["argv"] = argv
        # os.setsid is what an older program gives as preexec_fn.
        if options.get("start_new_session") in (True, 1) or options.get("preexec_fn") is os.setsid:
            facts["detached"] = True
        kind = type(self.popen)
        if kind.__module__ != "subprocess":
            facts["className"] = kind.__name__
        return facts

    def _made(self) -> None:
        facts = vars(self.popen)
        pid = facts.get("pid")
        if isinstance(pid, int):
            self.made(pid, facts.get("returncode"))


class _Wait(Span):
    """Around wait() and communicate(), also where run() and its like call them."""

    __slots__ = ()

    def _begin(self) -> None:
        facts = vars(self.thing)
        # A child that was reaped is not waited for; a Popen that could not start one has no PID.
        if facts.get("returncode") is None and isinstance(facts.get("pid"), int):
            self._wait("popen-wait", facts["pid"])

    def _in_vain(self) -> bool:
        return vars(self.thing).get("returncode") is None


class _Communicate(_Wait):
    __slots__ = ()

    def __init__(self, popen: "Any", _input: "Any" = None, timeout: "Any" = None) -> None:
        super().__init__(popen, timeout)


def _status(popen: "Any", _wait_status: "Any" = None) -> None:
    """After _handle_exitstatus(), which sets the code. Also called as the interpreter goes down."""
    if probe is None or reaped is None:
        # What is left of the modules then are their names.
        return
    try:
        facts = vars(popen)
        pid, code = facts.get("pid", 0), facts.get("returncode")
        if code is None:
            return
        reaped(pid, code)
        at = sites.frame()
        if at is not None and _tells_code(at):
            exit_code_read(pid, at)
    except Exception as error:
        if not probe.is_ours(error, "Popen"):
            raise


# What hands the code to its caller, or raises because of it.
_TELLING = ("wait", "poll", "call", "check_call", "check_output")


def _tells_code(program: "FrameType") -> bool:
    """Whether the library's function that a line of the program has called tells it the code."""
    at: "Optional[FrameType]" = sys._getframe(1)
    while at is not None and at.f_back is not program:
        at = at.f_back
    return at is not None and at.f_code.co_name in _TELLING


def _send(popen: "Any", number: "Any" = None) -> None:
    """Before send_signal(), which sends nothing to a child that was reaped."""
    if probe.state.muted:
        return
    try:
        facts = vars(popen)
        cause = _CAUSES.get(number) if isinstance(number, int) else None
        if cause is None or facts.get("returncode") is not None or "pid" not in facts:
            return
        name = signal.Signals(number).name
        site = sites.calling()
        probe.emit("signal", child=facts["pid"], signal=name, cause=cause, site=site)
    except Exception as error:
        if not probe.is_ours(error, "send_signal"):
            raise


class Hooks:
    """What the rewritten methods call."""

    start = _Start
    wait = _Wait
    communicate = _Communicate
    status = staticmethod(_status)
    send = staticmethod(_send)
