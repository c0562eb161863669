"""The connection to the recorder: never blocks the program, never raises, never writes elsewhere."""

import _socket
import _thread
import os
import sys
import time

import fcntl

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType
    from typing import Dict, List, Optional, Sequence, Tuple

# Bytes held back for a recorder that reads slowly; what comes after them is dropped and counted.
MAX_PENDING = 1 << 20
# Above what programs use, so that theirs are numbered as without the probe. Lower where limits are.
HIGH_FDS = (200, 100, 60, 30, 12)
# Lines that wait for their turn, when the one who sends can not go on.
MAX_QUEUE = 10_000
# How long the last words may take in all, in ns.
FLUSH_PATIENCE = 200_000_000

_NOW = _socket.MSG_DONTWAIT | _socket.MSG_NOSIGNAL
_OWNER = "thread"


def _timeval(micros: int) -> bytes:
    return (0).to_bytes(8, sys.byteorder) + micros.to_bytes(8, sys.byteorder)


# SO_SNDTIMEO: how long connect() may wait while the recorder accepts others, and a last try to send.
CONNECT_PATIENCE = _timeval(50_000)
FLUSH_STEP = _timeval(20_000)


class _Socket(_socket.socket):
    """A socket that neither closes nor warns when the interpreter forgets it.

    The number may by then be another file's; the kernel closes the rest at the end anyway.
    """

    __slots__ = ()

    def __del__(self) -> None:
        pass


class _Settled:
    """What is decided. It is replaced as a whole: an exception out of a signal handler, which may come
    between any two steps, finds it as it was before or as it is afterwards."""

    __slots__ = ("data", "sent", "seq", "dropped", "refused", "taken")

    def __init__(
        self, data: bytes, seq: int, dropped: int, refused: int, taken: "Sequence[str]"
    ) -> None:
        # Bytes under way, and how many of them each send() took; see Channel._send().
        self.data = data
        self.sent: "List[int]" = []
        # Number of the last line.
        self.seq = seq
        # Lines that are numbered and not told, which is not yet told itself.
        self.dropped = dropped
        # How many of the lines that found the queue full are numbered.
        self.refused = refused
        # The lines of the queue that are in `data`.
        self.taken = taken

    def rest(self) -> bytes:
        return self.data[sum(self.sent) :] if self.sent else self.data


_NOTHING = _Settled(b"", 0, 0, 0, ())
# The ends of a line, and the line that tells how many were dropped before it.
_NUMBERED = '%s,"seq":%d}\n'
_LOSS = '{"ev":"dropped","t":%d,"count":%d,"seq":%d}\n'


class Channel:
    """One process's connection. Lines go out whole and in the order of their `seq`.

    There is no lock to wait for: a line is queued, and whoever finds nobody at work sends what is
    there. So a signal handler that interrupts the sender, or a thread that comes second, only queues.
    """

    def __init__(self) -> None:
        self._socket: "Optional[_Socket]" = None
        self._file: "Tuple[int, int]" = (-1, -1)
        self._queue: "List[str]" = []
        # Whose turn it is to send; setdefault() makes taking it one step.
        self._turn: "Dict[str, int]" = {}
        self._settled = _NOTHING
        # Lines that found the queue full.
        self._refused = 0
        self._ended = False

    def open(self, path: str, hello: str) -> bool:
        """Connect, move the connection out of the way of the program's own files, say hello."""
        try:
            low = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        except OSError:
            return False
        try:
            low.setsockopt(_socket.SOL_SOCKET, _socket.SO_SNDTIMEO, CONNECT_PATIENCE)
            low.connect(path)
            high = moved_up(low.fileno())
        except OSError:
            return False
        finally:
            low.close()
        self._file = identity(high)
        # First in the queue, before a signal handler could have something to say.
        self._queue.append(hello)
        self._socket = _Socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, high)
        self._pump()
        return True

    def say(self, line: str, soon: bool = False) -> None:
        """Queue an object without its end (`{"ev":…`) and send it if nobody else is sending.

        One that is said `soon` goes with the next.
        """
        if self._socket is None or self._ended:
            return
        if len(self._queue) >= MAX_QUEUE:
            self._refused += 1
        else:
            self._queue.append(line)
        if not soon:
            self._pump()

    def _pump(self) -> None:
        me = _thread.get_ident()
        while self._queue and self._socket is not None and not self._ended:
            if self._turn.get(_OWNER) == me:
                # Ours already: below on this stack, or left over by an exception out of a signal.
                if _is_running((Channel._pump.__code__, Channel.finish.__code__)):
                    return
            elif self._turn.setdefault(_OWNER, me) != me:
                return
            try:
                data = self._collect()
                if data:
                    self._send(data, _NOW)
            except OSError as error:
                if not _is_ours(error):
                    raise
                self.abandon()
            finally:
                self._turn.pop(_OWNER, None)

    def finish(self) -> None:
        """Give a slow recorder a last, short chance to read what is pending; then be silent.

        The turn is never given back: threads that live on must not begin a line that they may have
        no time to end.
        """
        self._ended = True
        deadline = time.monotonic_ns() + FLUSH_PATIENCE
        me = _thread.get_ident()
        while self._socket is not None and self._turn.setdefault(_OWNER, me) != me:
            if time.monotonic_ns() > deadline:
                return
            time.sleep(0.001)
        try:
            data = self._collect(last=True)
            if self._socket is not None and data:
                self._socket.setsockopt(_socket.SOL_SOCKET, _socket.SO_SNDTIMEO, FLUSH_STEP)
            while data and time.monotonic_ns() < deadline:
                if not self._send(data[:16384], _socket.MSG_NOSIGNAL):
                    break
                data = self._settled.rest()
        except OSError:
            self.abandon()

    def say_late(self, line: str) -> None:
        """After finish(): one more line, if it is the same thread that speaks."""
        if self._turn.get(_OWNER) == _thread.get_ident():
            self._queue.append(line)
            self.finish()

    def behind(self) -> int:
        """Bytes that the recorder has not taken yet."""
        return len(self._settled.data) - sum(self._settled.sent)

    def abandon(self) -> None:
        """Be silent from now on. Closes the connection if the number is still ours."""
        link, self._socket = self._socket, None
        self._queue.clear()
        self._settled = _NOTHING
        if link is None:
            return
        try:
            if identity(link.fileno()) == self._file:
                link.close()
            else:
                link.detach()
        except OSError:
            pass

    def _collect(self, last: bool = False) -> bytes:
        """Number the queued lines and put them behind the bytes under way; returns all of these."""
        was = self._settled
        queue = self._queue
        if was.taken and queue and queue[0] is was.taken[0]:
            # An exception has come before they were let go.
            del queue[: len(was.taken)]
        rest = was.rest()
        size = len(rest)
        refused = self._refused
        seq = was.seq + refused - was.refused
        dropped = was.dropped + refused - was.refused
        lines: "List[str]" = []
        taken = tuple(queue)
        for line in taken:
            seq += 1
            if size + len(line) > MAX_PENDING:
                # Numbered all the same: the gap shows where the loss was.
                dropped += 1
                continue
            if dropped:
                lines.append(_LOSS % (time.monotonic_ns() // 1000, dropped, seq))
                seq += 1
                dropped = 0
            lines.append(_NUMBERED % (line, seq))
            size += len(line)
        if last and dropped:
            seq += 1
            lines.append(_LOSS % (time.monotonic_ns() // 1000, dropped, seq))
            dropped = 0
        data = rest + "".join(lines).encode("ascii") if lines else rest
        self._settled = _Settled(data, seq, dropped, refused, taken)
        if taken:
            del queue[: len(taken)]
        return data

    def _send(self, data: bytes, flags: int) -> bool:
        """Send what fits. False when the recorder takes no more for now."""
        link = self._socket
        if link is None:
            return False
        if os.fstat(link.fileno())[1:3] != self._file:
            # The program has closed our file, and perhaps opened its own under the number.
            self.abandon()
            return False
        try:
            # One call from C stores how much was sent: an exception out of a signal handler can not
            # come between, so nothing is ever sent twice.
            self._settled.sent.extend(map(link.send, (data,), (flags,)))
        except BlockingIOError as error:
            if not _is_ours(error):
                raise
            return False
        return True


def moved_up(fd: int) -> int:
    """A copy of a descriptor under a high number. OSError when the limits leave no room."""
    for floor in HIGH_FDS:
        try:
            return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, floor)
        except OSError:
            continue
    raise OSError


def identity(fd: int) -> "Tuple[int, int]":
    try:
        found = os.fstat(fd)
    except OSError as error:
        if not _is_ours(error):
            raise
        return (0, -1)
    return (found.st_ino, found.st_dev)


def _is_ours(error: BaseException) -> bool:
    """Whether the system said it, and not a signal handler of the program that ran in between."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is None or trace.tb_frame.f_code.co_filename == __file__


def _is_running(codes: "Tuple[CodeType, ...]") -> bool:
    """Whether one of the functions is at work on this thread's stack, below the one that asks."""
    frame: "Optional[FrameType]" = sys._getframe(1).f_back
    while frame is not None:
        if frame.f_code in codes:
            return True
        frame = frame.f_back
    return False
