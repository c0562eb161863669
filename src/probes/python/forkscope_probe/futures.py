"""concurrent.futures.ProcessPoolExecutor: waits for results, and for the end of the workers."""

from . import patience, probe, rewrite
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A future that is not done soon.
_RESULT = """
if not self._condition.wait(hooks.first(timeout)) and hooks.goes_on(self, timeout):
    with hooks.result((self,), timeout):
        self._condition.wait(hooks.rest(timeout))
"""
# Several of them; an event stays set, so nothing can come between the two parts.
_WAIT = """
if not waiter.event.wait(hooks.first(timeout)) and hooks.left(timeout):
    with hooks.result(fs, timeout):
        waiter.event.wait(hooks.rest(timeout))
"""
_SUBMIT = """
BODY
hooks.mark(f)
"""
_PENDING = ("PENDING", "RUNNING")


class _Waiters(list):  # type: ignore[type-arg]
    """The list of a future that a process works for; so it is told from those of threads."""

    __slots__ = ()


def patch(module: "Any") -> None:
    """Patch `concurrent.futures.process`, which nobody needs who has no use for processes."""
    base = module._base
    submit = rewrite.swap("f = _base.Future()", _SUBMIT)
    if not rewrite.change(module.ProcessPoolExecutor, "submit", Hooks, submit):
        return
    Hooks.wakeups = module._threads_wakeups
    rewrite.surround(module.ProcessPoolExecutor, "shutdown", Hooks, "shutdown(self, wait)")
    rewrite.change(module, "_python_exit", Hooks, rewrite.around("exit()"))
    result = rewrite.swap("self._condition.wait(timeout)", _RESULT)
    rewrite.change(base.Future, "result", Hooks, result)
    rewrite.change(base.Future, "exception", Hooks, result)
    rewrite.change(base, "wait", Hooks, rewrite.swap("waiter.event.wait(timeout)", _WAIT))
    each = rewrite.swap(
        "waiter.event.wait(wait_timeout)", _WAIT.replace("(timeout", "(wait_timeout").replace(
            ", timeout", ", wait_timeout"
        )
    )
    rewrite.change(base, "as_completed", Hooks, each)


def _mark(future: "Any") -> None:
    try:
        if type(future._waiters) is list and not future._waiters:
            future._waiters = _Waiters()
    except Exception as error:
        if not probe.is_ours(error, "submit"):
            raise


class _Result(Span):
    """Around the second part of a wait for one or more futures."""

    __slots__ = ()

    def _begin(self) -> None:
        # Other kinds of collections are the program's, and may be used up by a look.
        if type(self.thing) in (tuple, list, set, frozenset):
            if any([isinstance(one._waiters, _Waiters) for one in self.thing]):
                self._wait("pool-result", None, probe.now() - patience.PATIENCE_US)


def _goes_on(future: "Any", timeout: "Any") -> bool:
    """Whether the call has to wait on. Called with the future's lock held."""
    # Done between the two parts: another notification will never come.
    return future._state in _PENDING and patience.left(timeout)


class _Shutdown(Span):
    """Around shutdown(wait=True)."""

    __slots__ = ("wait",)

    def __init__(self, executor: "Any", wait: "Any" = True, **_unused: "Any") -> None:
        super().__init__()
        facts = vars(executor)
        # The name has changed with Python 3.9. Without a thread there are no workers.
        thread = facts.get("_executor_manager_thread") or facts.get("_queue_management_thread")
        self.wait = wait is True and thread is not None

    def _begin(self) -> None:
        if self.wait:
            self._wait("pool-join", None)


class _Exit(Span):
    """Around what ends the workers of executors that nobody has shut down."""

    __slots__ = ()

    def _begin(self) -> None:
        if len(Hooks.wakeups):
            self._wait("pool-join", None)


class Hooks(patience.Parts):
    """What the rewritten functions call."""

    wakeups: "Any" = ()
    mark = staticmethod(_mark)
    result = _Result
    goes_on = staticmethod(_goes_on)
    shutdown = _Shutdown
    exit = _Exit
