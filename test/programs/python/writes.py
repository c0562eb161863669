"""Programs that write in one way or another. Usage: writes.py CASE …"""

import array
import atexit
import codecs
import contextlib
import ctypes
import io
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from types import FrameType
from typing import Any, Callable, Dict, List, Optional

STREAMS = ("stdout", "stderr")


def attributes() -> None:
    """Everything that there is to see of the standard streams."""
    for name in STREAMS:
        text = getattr(sys, name)
        print(name, text is getattr(sys, "__%s__" % name), repr(text), type(text), text.mode)
        for attribute in ("encoding", "errors", "line_buffering", "write_through", "newlines"):
            print(attribute, getattr(text, attribute))
        layers = [text.buffer] + ([text.buffer.raw] if hasattr(text.buffer, "raw") else [])
        for layer in layers:
            print(repr(layer).split(" at ")[0], type(layer), type(layer).__module__, layer.mode)
            print(layer.name, layer.closed, layer.seekable(), layer.readable(), layer.writable())
        print(text.isatty(), text.fileno(), text.closed, text.name, sorted(vars(text)))
    for stage in (copy_of, pickle_of):
        try:
            stage()
        except TypeError as error:
            print(error)


def copy_of() -> None:
    """What copying the stream says."""
    import copy

    copy.copy(sys.stdout)


def pickle_of() -> None:
    """What pickling the stream says."""
    import pickle

    pickle.dumps(sys.stdout)


def kinds() -> None:
    """Text, bytes, views and numbers, through each layer that takes them."""
    print("text", 1, None, sep="|", end="!\n")
    print("to the error stream", file=sys.stderr)
    sys.stdout.writelines(["a\n", "b\n"])
    sys.stdout.flush()
    buffer = sys.stdout.buffer
    for data in (b"bytes\n", bytearray(b"array\n"), memoryview(b"view\n"), array.array("b", b"a\n")):
        print(buffer.write(data), file=sys.stderr)
    buffer.write(ctypes.c_int(0x0A434241))
    print(buffer.write(b""), file=sys.stderr)
    buffer.writelines([b"lines\n", b"of bytes\n"])
    print(buffer.write(b"x" * 300_000 + b"\n"), file=sys.stderr)
    print(buffer.flush(), file=sys.stderr)
    for stream in (sys.stdout, buffer):
        try:
            stream.write(5)  # type: ignore[arg-type]
        except TypeError as error:
            print(error)


def changed() -> None:
    """Streams that the program changes as it goes."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    print("by lines")
    sys.stdout.reconfigure(encoding="latin-1", errors="replace")  # type: ignore[union-attr]
    print("gr\u00fc\u00df \u4e2d")
    sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8", line_buffering=True)
    print("gr\u00fc\u00df \u4e2d")
    sys.stdout = codecs.getwriter("utf-8")(sys.stdout.detach())  # type: ignore[assignment]
    print("codec")


def redirected() -> None:
    """Replaced for a while, as test tools do; and the descriptor beneath."""
    with contextlib.redirect_stdout(io.StringIO()) as held:
        print("held")
    print("got", held.getvalue())
    read, write = os.pipe()
    kept = os.dup(1)
    sys.stdout.flush()
    os.dup2(write, 1)
    print("into a pipe", flush=True)
    os.dup2(kept, 1)
    print(os.read(read, 100))


def own() -> None:
    """A stream of the program's own making."""

    class Loud:
        def write(self, text: str) -> int:
            return sys.__stdout__.write(text.upper())

        def flush(self) -> None:
            sys.__stdout__.flush()

    sys.stdout = Loud()  # type: ignore[assignment]
    print("loud")


def closed() -> None:
    """Closed by the program."""
    print("before")
    sys.stdout.close()
    try:
        print("after")
    except ValueError as error:
        print(error, file=sys.stderr)
    sys.stderr.close()


def detached() -> None:
    """Taken apart; what is in the buffer goes out as the buffer goes."""
    buffer = sys.stdout.detach()  # type: ignore[union-attr]
    sys.stdout = None  # type: ignore[assignment]
    sys.__stdout__ = None  # type: ignore[misc, assignment]
    buffer.write(b"from the buffer\n")
    del buffer
    print("gone", file=sys.stderr)


def unflushed_fork() -> None:
    """A fork with text in the buffer: both write it, but for the one that ends at once."""
    print("twice")
    if os.fork() == 0:
        print("child")
        sys.exit()
    os.wait()
    if os.fork() == 0:
        print("never seen")
        os._exit(0)
    os.wait()
    print("parent")


def killed() -> None:
    """Ended before the flush."""
    print("out", flush=True)
    print("lost")
    os.kill(os.getpid(), signal.SIGKILL)


def failing() -> None:
    """Errors of write(2), with the traceback that they give."""
    null = os.open("/dev/full", os.O_WRONLY)
    os.dup2(null, 1)
    for _ in range(2):
        try:
            print("no room", flush=True)
        except OSError:
            traceback.print_exc()
    read, write = os.pipe()
    os.close(read)
    os.dup2(write, 1)
    try:
        print("nobody reads", flush=True)
    except OSError:
        traceback.print_exc()
    os.dup2(2, 1)


def broken() -> None:
    """As under `head`, to the end of the interpreter."""
    read, write = os.pipe()
    os.close(read)
    os.dup2(write, 1)
    print("nobody reads")


def full_pipe() -> None:
    """A pipe that takes no more and does not block."""
    read, write = os.pipe()
    os.set_blocking(write, False)
    kept = os.dup(1)
    os.dup2(write, 1)
    text = "x" * 99 + "\n"
    count = 0
    try:
        while True:
            sys.stdout.write(text)
            sys.stdout.flush()
            count += 1
    except BlockingIOError as error:
        print(type(error).__name__, error.errno, error.characters_written, file=sys.stderr)
    length = 0
    os.set_blocking(read, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            length += len(os.read(read, 1 << 16))
    sys.stdout.flush()
    length += len(os.read(read, 1 << 16))
    os.dup2(kept, 1)
    print(count, length)


def raising() -> None:
    """A signal handler raises in the midst of many prints: nothing is lost, nothing comes twice."""

    def on_alarm(_number: int, _frame: Optional[FrameType]) -> None:
        raise InterruptedError

    signal.signal(signal.SIGALRM, on_alarm)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    # Of one length: where a line's end was not written, two of them are no other one.
    numbers = iter(range(1_000_000, 10_000_000))
    files = set()
    for turn in range(200):
        try:
            signal.setitimer(signal.ITIMER_REAL, 0.0005 + turn * 0.000003)
            while True:
                print(next(numbers))
        except InterruptedError as error:
            trace = error.__traceback__
            while trace is not None:
                files.add(trace.tb_frame.f_code.co_filename)
                trace = trace.tb_next
    print(files == {__file__}, file=sys.stderr)


def threads() -> None:
    """Several threads write, one line a call."""

    def write(name: int) -> None:
        for count in range(300):
            sys.stdout.write("%d %d\n" % (name, count))

    writers = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()


def late() -> None:
    """In exit handlers, and from an object that goes as the interpreter does."""

    class Last:
        def __del__(self, write: Callable[[str], Any] = sys.stdout.write) -> None:
            write("last\n")

    sys.keep = Last()  # type: ignore[attr-defined]
    atexit.register(print, "at exit")
    print("main")


def uncaught() -> None:
    """Ends by an exception."""
    print("before")
    raise ValueError("gr\u00fc\u00df")


def deep() -> None:
    """Prints at each depth until it is too deep."""

    def deeper(depth: int) -> None:
        sys.stdout.write("")
        deeper(depth + 1)

    try:
        deeper(0)
    except RecursionError:
        print("too deep")


def traced() -> None:
    """Under a tracer, as coverage has one."""
    files = set()

    def trace(frame: FrameType, _event: str, _arg: Any) -> Any:
        files.add(os.path.basename(frame.f_code.co_filename))
        return trace

    sys.settrace(trace)
    print("seen", flush=True)
    sys.settrace(None)


def many(count: str = "10000") -> None:
    """Many lines at once."""
    for number in range(int(count)):
        print("line", number)


def mute() -> None:
    """What does not go through Python's streams."""
    os.write(1, b"os.write\n")
    subprocess.call(["echo", "echo"])


def work(word: str) -> None:
    """A child that says who it is."""
    print(word, os.getpid(), flush=True)
    print(word + " to the error stream", file=sys.stderr)


def children(method: str) -> None:
    """Each process writes; the test knows from the text who did."""
    context = multiprocessing.get_context(method)
    print("main", os.getpid(), flush=True)
    for word in ("one", "two"):
        process = context.Process(target=work, args=(word,), name=word)
        process.start()
        process.join()


def prompt() -> None:
    """Half a line, and then it waits for long."""
    print("name: ", end="", flush=True)
    time.sleep(60)


CASES: Dict[str, Callable[..., None]] = {
    name: value for name, value in list(globals().items()) if callable(value)
}

if __name__ == "__main__":
    arguments: List[str] = sys.argv[2:]
    CASES[sys.argv[1]](*arguments)
