"""BaseProcess.start and BaseProcess.join: who starts whom, who waits for whom."""

import _thread
import os
import sys

from . import forking, mp_facts, probe, rewrite, sites
from .starting import Start, exit_code_read
from .waiting import Span, thread_name

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict


def patch(module: "Any") -> None:
    rewrite.surround(module.BaseProcess, "start", Hooks, "start(self)")
    rewrite.surround(module.BaseProcess, "join", Hooks, "join(self, timeout)")
    if hasattr(module, "_ParentProcess"):
        rewrite.surround(module._ParentProcess, "join", Hooks, "parent_join(self, timeout)")
    rewrite.change(module.BaseProcess, "exitcode", Hooks, rewrite.around("exit_code(self)", rewrite.AFTER))


class _Start(Start):
    """Around start(): asked for, made, or failed."""

    __slots__ = ("process", "threads")

    def __init__(self, process: "Any") -> None:
        super().__init__()
        self.process = process
        # That ran beside this one before the fork.
        self.threads = 0

    def _facts(self) -> "Dict[str, Any]":
        self.threads = _thread._count()
        return mp_facts.described(self.process)

    def _made(self) -> None:
        popen = self.process._popen
        self.made(popen.pid, popen.returncode)
        if self.threads and popen.method == "fork":
            forking.say_threads(self.threads, self.site, child=popen.pid)

    def _failed(self, error: BaseException) -> None:
        # From get_preparation_data() of multiprocessing.spawn.
        if type(error) is RuntimeError and "finished its bootstrapping phase" in str(error):
            more = {} if self.site is None else {"site": self.site}
            probe.emit("note", note="no-main-guard", **more)


class _Join(Span):
    """Around join(): the wait, and how it ended."""

    __slots__ = ()
    where = "join"

    def _begin(self) -> None:
        facts = vars(self.thing)
        popen = facts.get("_popen")
        if popen is None or facts.get("_parent_pid") != os.getpid():
            # join() raises instead of waiting.
            return
        implicit = self.state.exit_thread == _thread.get_ident()
        self._wait("exit-join" if implicit else "join", popen.pid)

    def _in_vain(self) -> bool:
        # A child that others have reaped leaves no code, but the wait ends before its time.
        popen = vars(self.thing).get("_popen")
        return popen is None or popen.returncode is None


class _ParentJoin(Span):
    """Around join() of `parent_process()`: a child waits for the end of its parent."""

    __slots__ = ()
    where = "join"

    def _begin(self) -> None:
        # A thread that only watches for its parent's end holds nothing up.
        if thread_name() is None:
            self._wait("join", vars(self.thing)["_pid"])


def _exit_code(process: "Any") -> None:
    """After the property `exitcode`: tells once that the program has read the code of a child."""
    popen = vars(process).get("_popen")
    if popen is None or popen.returncode is None:
        return
    try:
        caller = sys._getframe(1).f_back
        if caller is not None and not sites.is_library(caller.f_code.co_filename):
            exit_code_read(popen.pid, caller)
    except Exception as error:
        if not probe.is_ours(error, "exitcode"):
            raise


class Hooks:
    """What the rewritten methods call."""

    start = _Start
    join = _Join
    parent_join = _ParentJoin
    exit_code = staticmethod(_exit_code)
