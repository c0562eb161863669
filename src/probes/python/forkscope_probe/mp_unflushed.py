"""Output that a daemon has not yet written as the exit phase terminates it, and so is lost.

A forked child has the standard streams at the same addresses as its parent, which looks there before
it sends the signal. (What the parent itself had in its buffers was flushed before the fork.) Where a
stream keeps its counts is tried out with one of our own, so that no version's layout is assumed.
"""

import _io
import os
import sys

from . import probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional, Set, Tuple

_WORD = 8
# What is written to find the counts again: two numbers that no other field is likely to have.
_TRIES = (37, 103)

_offsets: "Optional[Tuple[int, int]]" = None


def look(pid: int) -> None:
    """Tell what a forked child has in the buffers of its standard streams."""
    global _offsets
    try:
        memory = os.open("/proc/%d/mem" % pid, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        # It has ended, or the system does not let us.
        return
    try:
        if _offsets is None:
            _offsets = _try_out()
        for name in ("stdout", "stderr"):
            text = getattr(sys, name, None)
            if type(text) is not _io.TextIOWrapper or type(text.buffer) is not _io.BufferedWriter:
                continue
            count = _pending(memory, text, _offsets[0]) + _pending(memory, text.buffer, _offsets[1])
            if 0 < count < 1 << 30:
                probe.emit("note", note="unflushed-output", child=pid, text=name, count=count)
    except (OSError, ValueError, OverflowError):
        # Not to be read, or another layout than was found.
        pass
    finally:
        os.close(memory)


def _pending(memory: int, stream: "Any", offset: int) -> int:
    """A stream's count in a process; 0 where another object is at its place."""
    same = os.pread(memory, _WORD, id(stream) + _WORD) == id(type(stream)).to_bytes(8, sys.byteorder)
    return max(0, _word(os.pread(memory, _WORD, id(stream) + offset))) if same else 0


def _try_out() -> "Tuple[int, int]":
    """Offsets of the counts in a text stream and in its buffer. ValueError where they are not found."""
    memory = os.open("/proc/self/mem", os.O_RDONLY | os.O_CLOEXEC)
    raw = _io.FileIO(os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC), "w")
    try:
        buffer = _io.BufferedWriter(raw)
        text = _io.TextIOWrapper(buffer, encoding="ascii")
        in_text = _counted(memory, text, lambda size: text.write("x" * size))
        text.flush()
        in_buffer = _counted(memory, buffer, lambda size: buffer.write(b"x" * size))
        buffer.flush()
        # The position goes along with the end of what is written, but does not become -1.
        ends = {at for at in in_buffer if _word(os.pread(memory, _WORD, id(buffer) + at)) == -1}
        (one,), (other,) = in_text, ends
        return (one, other)
    finally:
        raw.close()
        os.close(memory)


def _counted(memory: int, stream: "Any", write: "Callable[[int], Any]") -> "Set[int]":
    """Where in an object stands how much was written to it."""
    found = set(range(0, type(stream).__basicsize__, _WORD))
    total = 0
    for size in _TRIES:
        write(size)
        total += size
        found = {at for at in found if _word(os.pread(memory, _WORD, id(stream) + at)) == total}
    return found


def _word(data: bytes) -> int:
    return int.from_bytes(data, sys.byteorder, signed=True)
