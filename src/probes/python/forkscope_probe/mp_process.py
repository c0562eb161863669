"""BaseProcess.start and BaseProcess.join: who starts whom, who waits for whom."""

import _thread
import os

from . import mp_facts, rewrite
from .starting import Start
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict


def patch(module: "Any") -> None:
    rewrite.surround(module.BaseProcess, "start", Hooks, "start(self)")
    rewrite.surround(module.BaseProcess, "join", Hooks, "join(self, timeout)")


class _Start(Start):
    """Around start(): asked for, made, or failed."""

    __slots__ = ("process",)

    def __init__(self, process: "Any") -> None:
        super().__init__()
        self.process = process

    def _facts(self) -> "Dict[str, Any]":
        return mp_facts.described(self.process)

    def _made(self) -> None:
        popen = self.process._popen
        self.made(popen.pid, popen.returncode)


class _Join(Span):
    """Around join(): the wait, and how it ended."""

    __slots__ = ("process", "popen", "timeout")
    where = "join"

    def __init__(self, process: "Any", timeout: "Any" = None) -> None:
        super().__init__()
        self.process = process
        self.popen: "Any" = None
        self.timeout = timeout

    def _begin(self) -> None:
        facts = vars(self.process)
        self.popen = facts.get("_popen")
        if self.popen is None or facts.get("_parent_pid") != os.getpid():
            # join() raises instead of waiting.
            return
        implicit = self.state.exit_thread == _thread.get_ident()
        self._wait("exit-join" if implicit else "join", self.popen.pid, self.timeout)

    def _in_vain(self) -> bool:
        # A child that others have reaped leaves no code, but the wait ends before its time.
        return self.popen.returncode is None


class Hooks:
    """What the rewritten methods call."""

    start = _Start
    join = _Join
