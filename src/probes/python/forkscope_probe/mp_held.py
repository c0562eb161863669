"""Locks that a daemon held as the exit phase terminated it.

A forked child has each lock that the program made before at the same address as its parent, and the
lock itself counts how often it was taken. So the parent looks there before it sends the signal, which
costs the child nothing. What it has seen is told only if the lock is still taken when all children
have ended. Other start methods give no address: they are silent.
"""

import os
import struct

from . import probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, List, Optional, Tuple

# Of _multiprocessing.SemLock: handle, last owner, count, greatest value, kind.
_FIELDS = struct.Struct("@PLiii")
# What stands before them: count of references, type.
_HEAD = struct.calcsize("@nP")
_MOST_LOCKS = 10_000

# By address of the part in C: what gives the lock, as long as the program has it, and its name.
_locks: "Dict[int, Tuple[Callable[[], Any], str]]" = {}
# PID, lock and name of what was held at a signal.
_seen: "List[Tuple[int, Any, str]]" = []


def made(reference: "Callable[[], Any]", semlock: "Any", name: str) -> None:
    """Remember a lock that the program has made."""
    if len(_locks) < _MOST_LOCKS and (semlock.kind == 0 or semlock.maxvalue == 1):
        _locks[id(semlock)] = (reference, name)


def look(pid: int) -> None:
    """Note what a forked child holds, before it is terminated."""
    if not _locks:
        return
    try:
        memory = os.open("/proc/%d/mem" % pid, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        # It has ended, or the system does not let us.
        return
    try:
        for address, (reference, name) in list(_locks.items()):
            lock = reference()
            semlock = None if lock is None else lock._semlock
            if semlock is not None and id(semlock) == address and _count(memory, semlock):
                _seen.append((pid, semlock, name))
    finally:
        os.close(memory)


def tell() -> None:
    """All children have ended: tell which locks nobody has given back."""
    while _seen:
        pid, semlock, name = _seen.pop()
        if semlock._is_zero():
            probe.emit("note", note="lock-held", child=pid, text=name)


def _count(memory: int, semlock: "Any") -> "Optional[int]":
    """How often the process has taken the lock; None where there is no such lock at the address."""
    try:
        found = os.pread(memory, _FIELDS.size, id(semlock) + _HEAD)
        handle, _owner, count, most, kind = _FIELDS.unpack(found)
    except (OSError, OverflowError, struct.error):
        return None
    return count if (handle, most, kind) == (semlock.handle, semlock.maxvalue, semlock.kind) else None
