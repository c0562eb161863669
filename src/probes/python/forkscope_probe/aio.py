"""Children of an asyncio program: they are started by subprocess.Popen, and awaited here."""

from . import probe, rewrite, sites
from .starting import reaped
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Set


def patch(module: "Any") -> None:
    if module.__name__ == "asyncio.base_subprocess":
        transport = module.BaseSubprocessTransport
        exited = rewrite.around("exited(self, returncode)", rewrite.BEFORE)
        rewrite.change(transport, "_process_exited", Hooks, exited)
    else:
        rewrite.change(module.Process, "wait", Hooks, rewrite.around("wait(self)"))
        communicate = rewrite.around("communicate(self)")
        rewrite.change(module.Process, "communicate", Hooks, communicate)


class _Await(Span):
    """Around `await process.wait()`. Other tasks of the thread go on, and may wait themselves."""

    __slots__ = ()
    # Processes that a communicate() awaits, which calls wait() in the end.
    communicating: "Set[int]" = set()

    def _begin(self) -> None:
        process = self.thing
        pid = process.pid
        if process.returncode is not None or pid is None or id(process) in self.communicating:
            return
        self.number = next(self.state.waits)
        self.kind = "wait"
        self.limit = None
        site = sites.calling()
        facts = {"cause": "exit-event", "child": pid, "timeoutUs": None, "site": site}
        probe.emit("wait-begin", wait=self.number, **facts)

    def _close(self) -> None:
        pass


class _Communicate(_Await):
    """Around `await process.communicate()`."""

    __slots__ = ()

    def _begin(self) -> None:
        super()._begin()
        if self.number:
            self.communicating.add(id(self.thing))

    def _close(self) -> None:
        self.communicating.discard(id(self.thing))


def _exited(transport: "Any", code: "Any") -> None:
    """Before _process_exited(), which is told the code."""
    try:
        pid = transport._pid
        if isinstance(pid, int) and isinstance(code, int):
            reaped(pid, code)
    except Exception as error:
        if not probe.is_ours(error, "asyncio"):
            raise


class Hooks:
    """What the rewritten methods call."""

    wait = _Await
    communicate = _Communicate
    exited = staticmethod(_exited)
