"""multiprocessing.Pool: waits for results, and for the end of the workers. Not those of a ThreadPool."""

from . import patience, probe, rewrite
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A result that is not there soon. An event stays set; of a condition one has to look.
_WAIT = """
if not self._event.wait(hooks.first(timeout)) and hooks.left(timeout):
    with hooks.result(self, timeout):
        self._event.wait(hooks.rest(timeout))
"""
_NEXT = """
if not self._cond.wait(hooks.first(timeout)) and hooks.goes_on(self, timeout):
    with hooks.result(self, timeout):
        self._cond.wait(hooks.rest(timeout))
"""


def patch(module: "Any") -> None:
    Hooks.threads = module.ThreadPool
    rewrite.surround(module.Pool, "join", Hooks, "join(self)")
    rewrite.surround(module.Pool, "terminate", Hooks, "join(self)")
    result = module.ApplyResult
    rewrite.change(result, "wait", Hooks, rewrite.swap("self._event.wait(timeout)", _WAIT))
    items = module.IMapIterator
    rewrite.change(items, "next", Hooks, rewrite.swap("self._cond.wait(timeout)", _NEXT))


class _Join(Span):
    """Around Pool.join() and Pool.terminate(), which both wait until the workers have ended."""

    __slots__ = ()

    def _begin(self) -> None:
        # join() of a pool that is not closed raises instead of waiting.
        if not isinstance(self.thing, Hooks.threads):
            self._wait("pool-join", None)


class _Result(Span):
    """Around the second part of a wait for a result."""

    __slots__ = ()

    def _begin(self) -> None:
        if not isinstance(self.thing._pool, Hooks.threads):
            self._wait("pool-result", None, probe.now() - patience.PATIENCE_US)


def _goes_on(result: "Any", timeout: "Any") -> bool:
    """Whether next() has to wait on. Called with the lock held that guards the items."""
    if result._items or result._index == result._length:
        # It came between the two parts; another notification may never come.
        return False
    return patience.left(timeout)


class Hooks(patience.Parts):
    """What the rewritten methods call."""

    threads: "Any" = ()
    join = _Join
    result = _Result
    goes_on = staticmethod(_goes_on)
