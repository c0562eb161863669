"""What the program writes to stdout and stderr, as it is handed to the OS.

The streams stay the very objects that the interpreter made. Their `buffer` and `raw` get methods of
their own as instance attributes, which is where the C code of `io` looks first. These are chains of C
functions: no Python code runs while `io` holds a lock, and an exception passes through without a
frame of ours. What was written is reported right after, where a signal handler may run and raise as
it may after any write. The layers hold themselves by these methods; weak references would be dead
when the garbage collector has the last of the output flushed.
"""

import _codecs
import _collections
import _functools
import _io
import _operator
import _thread
import _weakref
import itertools
import os
import sys
from time import monotonic_ns as _monotonic_ns

from . import jsonline, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Deque, List, Optional, Tuple

# Bytes of one write that are looked at.
MAX_WRITE = 65536
# Writes that nobody has reported yet: while one thread reports, others go on writing.
# Those with a buffer are copies, the others are the program's own objects.
MAX_WRITES = {True: 512, False: 8192}
# Writes under way, as many as threads that write at once. Some of them have failed.
MAX_BEGUN = 64
# What a process may report: so many bytes at once, and so many more a second, of which the recorder
# keeps fewer still. Each write costs some.
BURST = 2 << 20
RATE = 32 << 10
WRITE_COST = 100
# Once that is used up, nothing for so long, in µs: what is not reported is to cost little.
PAUSE = 100_000
# So many writes then come together before somebody looks at them; each is two entries.
PILE = 2 * 128
# While more than this is under way to the recorder, what the program starts and awaits goes first.
MAX_BEHIND = 256 << 10
# Bytes of what was not reported that are told as the process ends.
TAIL = 2048
# A piece up to this size is told as the process ends, whatever it has reported before.
LAST_WORDS = 256 << 10


def install() -> None:
    """Follow the standard streams, where they are what the interpreter makes of them."""
    for name in ("stdout", "stderr"):
        text = getattr(sys, name, None)
        try:
            if type(text) is _io.TextIOWrapper:
                _follow(name, text)
        except Exception as error:
            if not probe.is_ours(error, name):
                raise


def last_words() -> None:
    """The end of what could not be reported, as the process ends."""
    for stream in _streams:
        stream.last_words()


def _follow(name: str, text: "Any") -> None:
    buffer = text.buffer
    stream = _Stream(name, text)
    if type(buffer) is _io.BufferedWriter and type(buffer.raw) is _io.FileIO:
        _follow_buffered(stream, buffer, buffer.raw)
    elif type(buffer) is _io.FileIO:
        _follow_raw(stream, buffer)
    else:
        return
    _streams.append(stream)
    # What a thread of the parent has written is not the child's. A C function: it costs a fork nothing.
    os.register_at_fork(after_in_child=stream.writes.clear)


def _follow_buffered(stream: "_Stream", buffer: "Any", raw: "Any") -> None:
    writes = stream.writes
    # A view of the beginning, copied: the memory is the buffer's own.
    keep = _chain(memoryview, _operator.itemgetter(slice(MAX_WRITE)), bytes, writes.append)
    raw.write = _chain(
        itertools.repeat,
        # A function that returns None lets all pass: these two only note what they see.
        _functools.partial(itertools.filterfalse, keep),
        _functools.partial(map, raw.write),
        _functools.partial(itertools.filterfalse, writes.append),
        next,
    )
    buffer.write = _chain(
        itertools.repeat,
        _functools.partial(map, buffer.write),
        next,
        stream.after,
        _returned,
    )
    # An iterator that calls a function, without arguments, for each next().
    flush = _functools.partial(next, iter(buffer.flush, object()))
    buffer.flush = _functools.partial(_chain(flush, stream.after, _returned), None)


def _follow_raw(stream: "_Stream", raw: "Any") -> None:
    """With -u there is no buffer: what comes is the program's own object, of which no copy is needed."""
    writes = stream.writes
    raw.write = _chain(
        itertools.repeat,
        _functools.partial(itertools.filterfalse, writes.append),
        _functools.partial(map, raw.write),
        _functools.partial(itertools.filterfalse, writes.append),
        next,
        stream.after,
        _returned,
    )


# Of one argument; C functions all, which is the point.
_returned = _functools.partial(next, iter(()))


def _chain(*functions: "Callable[[Any], Any]") -> "Callable[[Any], Any]":
    """`f, g, h` as one function without a frame: h(g(f(x))), by way of `x | f | g | h`."""
    # NumPy's arrays have an `|` of their own, and leave it to those who say that they are no array.
    always = {"__slots__": (), "__array_ufunc__": None}
    stages = [type("Stage", (), {**always, "__ror__": staticmethod(each)})() for each in functions]
    return _functools.partial(_functools.reduce, _operator.or_, stages)


def _seamless(function: "Any") -> "Any":
    """The function without a place for signals before its `try`, as Python has one since 3.11.

    Where a function begins, the interpreter looks for signals unless the instruction there says that
    this is the continuation of a `yield from`.
    """
    code = function.__code__
    start = code.co_code[:2]
    if sys.version_info >= (3, 11) and start == (lambda: None).__code__.co_code[:2]:
        function.__code__ = code.replace(co_code=start[:1] + b"\x02" + code.co_code[2:])
    return function


def _raiser(error: BaseException) -> "Any":
    """A value that raises the error at the next stage of a chain, as if none of ours had seen it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(probe.OURS):
        trace = trace.tb_next
    error.__traceback__ = trace
    raising = _functools.partial(next, map(_exhausted.throw, itertools.repeat(error)))
    return type("Raiser", (), {"__slots__": (), "__or__": staticmethod(raising)})()


# An ended generator raises what is thrown into it, and adds no frame.
_exhausted = (nothing for nothing in ())
next(_exhausted, None)


class _Stream:
    """One stream of this process, from its writes to messages."""

    def __init__(self, name: str, text: "Any") -> None:
        self.name = name
        self.buffered = type(text.buffer) is not _io.FileIO
        # Of each write() what is to be written, then the count; no count where it has failed.
        self.writes: "Deque[Any]" = _collections.deque(maxlen=2 * MAX_WRITES[self.buffered])
        # What is being written; more than one where threads write without a buffer.
        self._begun: "List[Any]" = []
        # Bytes that were written, and how many of them; all in the order of the writes.
        self._written: "Deque[Tuple[bytes, int]]" = _collections.deque()
        # Who reports. Nobody waits for it: a second thread, or a signal handler, leaves the rest to
        # the one who is at it.
        self._turn = _thread.allocate_lock()
        self._buffer = _weakref.ref(text.buffer)
        self._encoding = text.encoding
        self._decoder: "Any" = None
        self._state: "Any" = None
        # Bytes that were not reported, and the last write among them.
        self._skipped = 0
        self._unsaid = b""

    @_seamless
    def after(self, result: "Any") -> "Any":
        """Report what has been written. Returns `result`, or what raises."""
        try:
            # In a pause the writes pile up, for each look costs more than the write.
            if self.writes and not (
                _allowance.until and len(self.writes) < PILE and _allowance.is_paused()
            ):
                self._report()
        except RecursionError:
            # The program would have met it a few frames later. Before 3.10, Python forgives one only.
            raise
        except BaseException as error:
            if not _is_ours(error, self.name):
                return _raiser(error)
        return result

    def last_words(self) -> None:
        """Report the end of what could not be reported."""
        if self.writes:
            self._report()
        if self._skipped and self._state is probe.state and not probe.state.muted:
            data = self._unsaid[-TAIL:]
            self._skipped -= len(data)
            self._say(data, len(data))

    def _report(self) -> None:
        # Whoever came second may have left something between the last look and the release.
        while (self.writes or self._written) and self._turn.acquire(False):
            try:
                if self._state is not probe.state:
                    self._renew()
                if len(self.writes) >= PILE and _allowance.is_paused():
                    self._leave_out()
                self._pair()
                while self._written:
                    data, count = self._written[0]
                    if _allowance.take(min(count, len(data)) + WRITE_COST):
                        self._say(data if count >= len(data) else data[:count], count)
                    else:
                        del self._written[0]
                        self._skipped += count
                        self._unsaid = data
            finally:
                self._turn.release()

    def _leave_out(self) -> None:
        """Count a pile of writes, if they are plain ones, without a look at each."""
        pile = list(itertools.starmap(self.writes.popleft, itertools.repeat((), PILE)))
        counts = pile[1::2]
        plain = set(map(type, pile[::2])) == {bytes} and set(map(type, counts)) == {int}
        if plain and not self._begun:
            self._skipped += sum(counts)
            self._unsaid = pile[-2]
        else:
            self.writes.extendleft(reversed(pile))

    def _pair(self) -> None:
        """Put data and counts together. A write without a count has failed."""
        if len(self.writes) == self.writes.maxlen:
            # Some have fallen out at the other end; how many bytes is not known.
            self._skipped += 1
        begun = self._begun
        while self.writes:
            item = self.writes.popleft()
            if item is not None and type(item) is not int:
                begun.append(item)
                if len(begun) > MAX_BEGUN:
                    del begun[0]
                continue
            if not begun:
                continue
            data = begun.pop()
            if begun:
                data = self._choose(data, item)
            if item:
                self._written.append((data if type(data) is bytes else _copy(data), item))

    def _choose(self, last: "Any", count: "Optional[int]") -> "Any":
        """Of several that were begun, the last one of the right length; those that failed go, too."""
        begun = self._begun
        if self.buffered:
            # One at a time, by the lock of `io`.
            del begun[:]
        elif len(last) != (count or 0):
            for i in range(len(begun) - 1, -1, -1):
                if len(begun[i]) == count:
                    begun[i], last = last, begun[i]
                    break
        return last

    def _say(self, data: bytes, count: int) -> None:
        if not probe.may_speak():
            self._written.clear()
            return
        encoding = self._encoding_now()
        if self._decoder is None or self._skipped or encoding != self._encoding:
            self._encoding = encoding
            self._decoder = _decoder(encoding)
        text = _decoded(self._decoder, data)
        line = '{"ev":"out","t":%d,"stream":"%s","text":%s'
        line %= (probe.now(), self.name, jsonline.whole(text))
        silent = not text and not self._skipped
        if self._skipped:
            line += ',"skipped":%d' % self._skipped
        # From here on it is told: an exception out of a signal must not have it told twice.
        if self._written:
            self._written.popleft()
        self._skipped = count - len(data)
        self._unsaid = b""
        channel = probe.state.channel
        if silent:
            # Half a character.
            return
        if probe.state.exiting:
            # The interpreter flushes its streams after the last exit handler.
            channel.say_late(line)
        else:
            channel.say(line)

    def _encoding_now(self) -> str:
        """The program may have changed it, or have put a text stream of its own on the buffer."""
        text = getattr(sys, self.name, None)
        if type(text) is not _io.TextIOWrapper:
            return self._encoding
        try:
            return text.encoding if text.buffer is self._buffer() else self._encoding
        except ValueError:
            # It has let its buffer go.
            return self._encoding

    def _renew(self) -> None:
        """This process is another one than before: a fork."""
        if self._state is not None:
            del self._begun[:]
            self._written.clear()
            self._decoder = None
            self._skipped = 0
            self._unsaid = b""
        self._state = probe.state


class _Allowance:
    """How much the process may report: a burst, and then a steady rate."""

    def __init__(self) -> None:
        self.state: "Any" = None
        # In a pause, when it is over.
        self.until = 0
        self._bytes = 0
        self._at = 0

    def is_paused(self) -> bool:
        """Whether nothing may be reported now."""
        state = probe.state
        ours = state is self.state and not state.exiting
        return ours and _monotonic_ns() < self.until * 1000

    def take(self, cost: int) -> bool:
        """Whether so many bytes may be reported now."""
        state = probe.state
        if self.state is not state:
            self.state, self._bytes, self._at, self.until = state, BURST, probe.now(), 0
        if self.until:
            now = probe.now()
            if state.exiting:
                return cost < LAST_WORDS
            if now < self.until:
                return False
            self._bytes = min(BURST, self._bytes + (now - self._at) * RATE // 1_000_000)
            self._at = now
            self.until = 0
        if self._bytes < cost or state.channel.behind() > MAX_BEHIND:
            self.until = probe.now() + PAUSE
            return state.exiting and cost < LAST_WORDS
        self._bytes -= cost
        return not state.muted


def _is_ours(error: BaseException, where: str) -> bool:
    if sys.is_finalizing() and isinstance(error, Exception):
        # Our own modules may be gone.
        return True
    return isinstance(error, Exception) and probe.is_ours(error, where)


def _copy(data: "Any") -> bytes:
    try:
        return bytes(memoryview(data)[:MAX_WRITE])
    except TypeError:
        # No bytes, which write() will say; or a scalar of some kind.
        return b""


class _Utf8:
    """Decodes without Python code of the library, in which a signal handler may raise."""

    def __init__(self) -> None:
        self._rest = b""

    def decode(self, data: bytes) -> str:
        data = self._rest + data
        text, length = _codecs.utf_8_decode(data, "replace", False)
        self._rest = data[length:]
        return text


def _decoder(encoding: str) -> "Any":
    name = encoding.lower().replace("_", "-")
    if name in ("utf-8", "utf8", "ascii", "us-ascii"):
        return _Utf8()
    import codecs

    if name in ("utf-16", "utf-32"):
        # Without the mark at the beginning, which a later decoder does not get to see.
        encoding += "-le" if sys.byteorder == "little" else "-be"
    try:
        return codecs.getincrementaldecoder(encoding)("replace")
    except LookupError:
        return codecs.getincrementaldecoder("latin-1")("replace")


def _decoded(decoder: "Any", data: bytes) -> str:
    try:
        text: str = decoder.decode(data)
    except UnicodeError:
        # A codec that does not know of "replace".
        return data.decode("latin-1")
    return text[1:] if text.startswith("\ufeff") else text


_streams: "List[_Stream]" = []
_allowance = _Allowance()
