"""Locks, events, queues and pipes of `multiprocessing`: a process that blocks on one says so.

What does not block for a moment is not reported at all; see `patience`.
"""

import _weakref
import functools
import itertools
import os
import sys

import select

from . import frameless, mp_held, patience, probe, rewrite, sites
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional, Tuple

_CONDITION = """
if self._wait_semaphore.acquire(True, hooks.first(timeout)):
    return True
if not hooks.left(timeout):
    return False
with hooks.condition(self, timeout):
    return self._wait_semaphore.acquire(True, hooks.rest(timeout))
"""
_QUEUE = """
if not self.SEM.acquire(block, hooks.first(timeout)):
    if not block or not hooks.left(timeout):
        raise ERROR
    with hooks.queue(self, timeout):
        if not self.SEM.acquire(block, hooks.rest(timeout)):
            raise ERROR
"""
_ENTER = """
if self._semlock.acquire(True, hooks.PATIENCE):
    return True
with hooks.lock(self._semlock):
    BODY
"""
# The first read of a message; until it is there the descriptor is watched, not read.
_RECEIVE = """
if hooks.readable(self)(hooks.PATIENCE_MS):
    BODY
else:
    with hooks.pipe(self):
        BODY
"""
_SELECT = """
ready = selector.select(hooks.first(timeout))
if not ready and hooks.left(timeout):
    with hooks.several(object_list, timeout):
        ready = selector.select(hooks.rest(timeout))
"""
_FEEDER = """
thread.join(hooks.PATIENCE)
if thread.is_alive():
    with hooks.feeder(thread):
        BODY
"""
# A name for everything that the program has made, by the address of its semaphores, which forked
# children share. What the library makes for itself has none.
_MOST_NAMES = 10_000
# Joinable queues that the program has made: process, reference and name, by id.
_joinable: "Dict[int, Tuple[int, Any, str]]" = {}
_names: "Dict[int, str]" = {}
_numbers: "Dict[str, itertools.count[int]]" = {}
# The object that is being made, and its name: it may have several semaphores.
_making: "Tuple[Any, str]" = (None, "")


def patch(module: "Any") -> None:
    name = module.__name__.rpartition(".")[2]
    {"synchronize": _synchronize, "queues": _queues, "connection": _connection}[name](module)


def _synchronize(module: "Any") -> None:
    lock = module.SemLock
    Hooks.acquire = frameless.instead(module._multiprocessing.SemLock.acquire, _acquire)
    made = rewrite.swap("self._make_methods()", "BODY\nhooks.made(self)")
    rewrite.change(lock, "__init__", Hooks, made)
    enter = rewrite.swap("return self._semlock.__enter__()", _ENTER)
    rewrite.change(lock, "__enter__", Hooks, enter)
    old = "self.acquire = self._semlock.acquire"
    new = "self.acquire = hooks.acquiring(self._semlock)"
    rewrite.change(lock, "_make_methods", Hooks, rewrite.swap(old, new))
    old = "return self._wait_semaphore.acquire(True, timeout)"
    rewrite.change(module.Condition, "wait", Hooks, rewrite.swap(old, _CONDITION))


def _queues(module: "Any") -> None:
    for owner, name, sem, error in (
        (module.Queue, "put", "_sem", "Full"),
        (module.JoinableQueue, "put", "_sem", "Full"),
        (module.Queue, "get", "_rlock", "Empty"),
    ):
        old = "if not self.%s.acquire(block, timeout):\n    raise %s" % (sem, error)
        new = _QUEUE.replace("SEM", sem).replace("ERROR", error)
        rewrite.change(owner, name, Hooks, rewrite.swap(old, new))
    rewrite.change(module.Queue, "_finalize_join", Hooks, rewrite.swap("thread.join()", _FEEDER))


def _connection(module: "Any") -> None:
    if hasattr(module, "Connection") and hasattr(select, "poll"):
        receive = rewrite.swap("buf = self._recv(4)", _RECEIVE)
        rewrite.change(module.Connection, "_recv_bytes", Hooks, receive)
        several = rewrite.swap("ready = selector.select(timeout)", _SELECT)
        rewrite.change(module, "wait", Hooks, several)


def _made(lock: "Any") -> None:
    """Name a semaphore after what the program has made, of which it may be a part."""
    try:
        semlock = lock._semlock
        made, name = _what_is_made()
        if made is not lock:
            # A part of a queue or of something else, which reports what blocks on it.
            lock.acquire = semlock.acquire
        if name is not None and len(_names) < _MOST_NAMES:
            _names[semlock.handle] = name
            if made is lock:
                mp_held.made(_weakref.ref(lock), semlock, name)
            _remember_joinable(made, name)
        else:
            # An address that was another one's.
            _names.pop(semlock.handle, None)
    except Exception as error:
        if not probe.is_ours(error, "SemLock"):
            raise


def _remember_joinable(made: "Any", name: str) -> None:
    queues = sys.modules.get("multiprocessing.queues")
    joinable = getattr(queues, "JoinableQueue", None)
    if joinable is not None and isinstance(made, joinable) and len(_joinable) < _MOST_NAMES:
        _joinable[id(made)] = (os.getpid(), _weakref.ref(made), name)


def tell_unfinished() -> None:
    """All children have ended: tell of items that one of them took and never said to be done."""
    for pid, reference, name in list(_joinable.values()):
        queue = reference()
        if queue is None or pid != os.getpid():
            continue
        try:
            waiting = queue._maxsize - queue._sem._semlock._get_value()
            taken = queue._unfinished_tasks._semlock._get_value() - waiting
        except NotImplementedError:
            # macOS does not tell what a semaphore stands at.
            return
        if taken > 0:
            probe.emit("note", note="items-unfinished", text=name, count=taken)


def _what_is_made() -> "Tuple[Any, Optional[str]]":
    """What a call of the program is making, and `Queue #1 (main.py:12)`, with the line of the call."""
    global _making
    at: "Optional[FrameType]" = sys._getframe(2)
    made: "Any" = None
    while at is not None and sites.is_library(at.f_code.co_filename):
        if at.f_code.co_name == "__init__":
            made = at.f_locals.get("self")
        if at.f_code.co_name == "_bootstrap":
            return (None, None)
        at = at.f_back
    if made is None or at is None:
        return (None, None)
    if _making[0] is None or _making[0]() is not made:
        kind = type(made).__name__
        number = next(_numbers.setdefault(kind, itertools.count(1)))
        place = "%s:%d" % (os.path.basename(at.f_code.co_filename), at.f_lineno or 0)
        _making = (_weakref.ref(made), "%s #%d (%s)" % (kind, number, place))
    return (made, _making[1])


def _name(semlock: "Any", otherwise: str) -> str:
    return _names.get(semlock.handle, otherwise)


class _Block(Span):
    """Around the second part of a call that blocks."""

    __slots__ = ()
    where = "block"
    reason = "lock"

    def _begin(self) -> None:
        reason, name = self._what()
        self._block(reason, name, probe.now() - patience.PATIENCE_US)

    def _what(self) -> "Tuple[str, Optional[str]]":
        """Reason and name. A lock may be part of something else that blocks."""
        return self._outer() or ("lock", _name(self.thing, _KINDS.get(self.thing.kind, "Lock")))

    def _outer(self) -> "Optional[Tuple[str, Optional[str]]]":
        """The queue or the event, of the library's functions that are at work, whose part it is."""
        at: "Optional[FrameType]" = sys._getframe(2)
        found = None
        while at is not None and sites.is_library(at.f_code.co_filename):
            code = at.f_code
            if code.co_name in _OUTER and code.co_argcount and code.co_varnames[0] == "self":
                found = _described(at.f_locals.get("self")) or found
            at = at.f_back
        return found


# Methods of queues, events and barriers that block on a part of theirs.
_OUTER = ("get", "put", "join", "wait")
# By the kind of a semaphore in C.
_KINDS = {0: "RLock", 1: "Semaphore"}


def _described(thing: "Any") -> "Optional[Tuple[str, Optional[str]]]":
    """Reason and name of a queue, event, barrier or condition of `multiprocessing`."""
    for kind in type(thing).__mro__:
        if kind.__module__ == "multiprocessing.queues":
            return ("queue", _name(thing._rlock._semlock, type(thing).__name__))
        if kind.__module__ == "multiprocessing.synchronize":
            condition = getattr(thing, "_cond", thing)
            semaphore = getattr(condition, "_wait_semaphore", None)
            if semaphore is not None:
                return ("event", _name(semaphore._semlock, type(thing).__name__))
    return None


class _Condition(_Block):
    """Around Condition.wait(), which events, barriers and the join() of queues come to."""

    __slots__ = ()

    def _what(self) -> "Tuple[str, Optional[str]]":
        return self._outer() or ("event", "Condition")


class _Queue(_Block):
    """Around Queue.put() on a full queue, and get() with a timeout while another one gets."""

    __slots__ = ()

    def _what(self) -> "Tuple[str, Optional[str]]":
        return _described(self.thing) or ("queue", None)


class _Pipe(_Block):
    """Around a read from an empty pipe, which may be a queue's."""

    __slots__ = ()

    def _what(self) -> "Tuple[str, Optional[str]]":
        return self._outer() or ("pipe", None)


class _Several(_Block):
    """Around a wait for one of several objects: connections, or sentinels of processes."""

    __slots__ = ()

    def _begin(self) -> None:
        since = probe.now() - patience.PATIENCE_US
        if type(self.thing) in (list, tuple) and self.thing:
            if all([type(one) is int for one in self.thing]):
                children = sys.modules["multiprocessing.process"]._children
                found = {one._popen.sentinel: one._popen.pid for one in list(children)}
                pids = [found.get(one) for one in self.thing]
                if None not in pids:
                    child = pids[0] if len(pids) == 1 else None
                    self._wait("join", child, since)
                    return
        reason, name = self._outer() or ("pipe", None)
        self._block(reason, name, since)


class _Feeder(_Block):
    """Around the wait of the exit phase until a queue's thread has written what was put."""

    __slots__ = ()

    def _what(self) -> "Tuple[str, Optional[str]]":
        return ("queue", pending(self.thing)[1])


def pending(thread: "Any") -> "Tuple[int, str]":
    """How many items a queue's feeder thread has still to write, and the queue's name."""
    args = getattr(thread, "_args", ())
    if len(args) < 4 or not hasattr(args[3], "_semlock"):
        return (0, "Queue")
    return (len(args[0]), _name(args[3]._semlock, "Queue"))


def _readable(connection: "Any") -> "Any":
    """A C function that takes ms, and returns something as soon as a read would not block."""
    try:
        watch = select.poll()
        watch.register(connection._handle, select.POLLIN)
        return watch.poll
    except (OSError, ValueError, TypeError, OverflowError):
        # The read says what is wrong.
        return bool


def _acquire(_original: "Any", semlock: "Any", *args: "Any", **named: "Any") -> "Any":
    if not args and not named and semlock.acquire(False):
        return True
    block = named.get("block", args[0] if args else True)
    timeout = named.get("timeout", args[1] if len(args) > 1 else None)
    if not block or not patience.left(timeout) or len(args) + len(named) > 2:
        return semlock.acquire(*args, **named)
    if semlock.acquire(True, patience.PATIENCE):
        return True
    with _Block(semlock, timeout):
        return semlock.acquire(True, patience.rest(timeout))


def _acquiring(semlock: "Any") -> "Any":
    """What stands in for a lock's own acquire()."""
    return functools.partial(Hooks.acquire, semlock)


class Hooks(patience.Parts):
    """What the rewritten functions call."""

    made = staticmethod(_made)
    acquire: "Any" = None
    acquiring = staticmethod(_acquiring)
    lock = _Block
    condition = _Condition
    queue = _Queue
    pipe = _Pipe
    several = _Several
    feeder = _Feeder
    readable = staticmethod(_readable)
