"""Programs in whose way a probe could be. Each prints what it found. Usage: bystander.py CASE …"""

import concurrent.futures
import json
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import threading
import time
import warnings
from types import FrameType
from typing import Callable, Dict, List, Optional

fork = multiprocessing.get_context("fork")


def nothing(*_unused: object) -> None:
    """A child that ends at once."""


def block() -> None:
    """A child that does not end by itself."""
    while True:
        time.sleep(60)


def round_trip() -> Optional[int]:
    """One child, from start to code."""
    process = fork.Process(target=nothing)
    process.start()
    process.join()
    return process.exitcode


def state() -> None:
    """What a program can see of its interpreter."""
    print(json.dumps([entry for entry in sys.path]))
    print(sys.flags, sys.dont_write_bytecode, sys.getrecursionlimit(), sys.argv)
    print("sitecustomize" in sys.modules)
    print([entry for entry in sys.path_importer_cache if entry.endswith("/python")])
    print(warnings.filters, threading.active_count(), sys.gettrace(), sys.getprofile())
    print([signal.getsignal(number) for number in signal.Signals])
    low = sorted(int(name) for name in os.listdir("/proc/self/fd") if int(name) < 100)
    print(low, {name: value for name, value in os.environ.items() if name.startswith("LC_")})


def descriptors() -> None:
    """Closes all files as a daemon does, and opens its own under the same numbers."""
    os.closerange(3, 4096)
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, str(number)) for number in range(300)]
        files = [os.open(name, os.O_RDWR | os.O_CREAT) for name in names]
        print(round_trip())
        print(max(files), sum(os.fstat(file).st_size for file in files))


def sigpipe() -> None:
    """SIGPIPE kills, as in a C program. The caller ends the recorder after the first line."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    print("ready", flush=True)
    sys.stdin.readline()
    print([round_trip() for _ in range(3)])


def limited() -> None:
    """No file can be opened any more."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
    taken: List[int] = []
    try:
        while True:
            taken.append(os.dup(1))
    except OSError:
        pass
    pid = os.fork()
    if pid == 0:
        return
    print(os.waitpid(pid, 0)[1])
    for file in taken:
        os.close(file)
    print(round_trip())


def recursion() -> None:
    """Every depth up to the limit polls a child."""
    process = fork.Process(target=nothing)
    process.start()
    process.join()

    def deeper() -> None:
        process.is_alive()
        process.join()
        deeper()

    try:
        deeper()
    except RecursionError as error:
        # Its message names the call that came too deep, which need not be the same one.
        print(type(error).__name__)
    print(process.exitcode)


def handler() -> None:
    """A signal handler starts and joins, whatever it has interrupted."""
    count = 0
    depth = 0

    def on_alarm(_number: int, _frame: Optional[FrameType]) -> None:
        nonlocal count, depth
        count += 1
        depth += 1
        # Itself, too; but on a slow machine not for ever. And none may come when the interpreter
        # has already taken its handlers down.
        if depth < 4 and count < 20:
            signal.setitimer(signal.ITIMER_REAL, 0.002)
        round_trip()
        depth -= 1
        if count < 20:
            signal.setitimer(signal.ITIMER_REAL, 0.002)

    signal.signal(signal.SIGALRM, on_alarm)
    process = fork.Process(target=block)
    process.start()
    signal.setitimer(signal.ITIMER_REAL, 0.002)
    while count < 20:
        process.join(0.0001)
    signal.setitimer(signal.ITIMER_REAL, 0)
    process.kill()
    process.join()
    print(process.exitcode)


def threads() -> None:
    """Forks while other threads speak."""
    warnings.simplefilter("ignore", DeprecationWarning)
    done = threading.Event()
    busy = fork.Process(target=block)
    busy.start()

    def speak() -> None:
        while not done.is_set():
            busy.join(0.001)

    speakers = [threading.Thread(target=speak) for _ in range(4)]
    for speaker in speakers:
        speaker.start()
    codes = set()
    for _ in range(100):
        pid = os.fork()
        if pid == 0:
            # Inherited, so that it would be found if a lock were.
            os._exit(5)
        codes.add(os.waitpid(pid, 0)[1])
    done.set()
    for speaker in speakers:
        speaker.join()
    busy.terminate()
    busy.join()
    print(codes, busy.exitcode)


def late_threads() -> None:
    """The interpreter ends while daemon threads go on waiting."""
    busy = fork.Process(target=block, daemon=True)
    busy.start()
    started = threading.Event()

    def keep_on() -> None:
        while True:
            busy.join(0.0001)
            started.set()

    for _ in range(3):
        threading.Thread(target=keep_on, daemon=True).start()
    started.wait()
    print("over")


def alarm_in_join() -> None:
    """Interrupted as by Ctrl+C, with the traceback that this gives."""
    process = fork.Process(target=block, daemon=True)
    process.start()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    process.join()


def pools() -> None:
    """What the library builds of processes."""
    with fork.Pool(2) as pool:
        print(pool.map(abs, [-1, -2, -3]))
    with concurrent.futures.ProcessPoolExecutor(2, fork) as executor:
        print(sorted(executor.map(abs, [-4, -5])))
    with fork.Manager() as manager:
        shared = manager.dict(a=1)
        print(shared.copy())


def exec_self() -> None:
    """Becomes another program with the same PID, twice."""
    left = int(sys.argv[2])
    if left:
        os.execv(sys.executable, [sys.executable, __file__, "exec_self", str(left - 1)])
    print("end", os.getpid() > 0)


def without() -> None:
    """Starts a child without our variables."""
    env: Dict[str, str] = {}
    pid = os.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, __file__, "state"], env)
    print(os.waitpid(pid, 0)[1])


def gone() -> None:
    """Its directory is removed."""
    directory = tempfile.mkdtemp()
    os.chdir(directory)
    os.rmdir(directory)
    print(round_trip())
    pid = os.fork()
    if pid == 0:
        os.execv(sys.executable, [sys.executable, "-c", "print('still here')"])
    print(os.waitpid(pid, 0)[1])


def bytes_argv() -> None:
    """Arguments that are no UTF-8."""
    print([os.fsencode(word) for word in sys.argv[2:]])


def many() -> None:
    """More than a recorder that does not read can hold."""
    for _ in range(5000):
        process = fork.Process(target=nothing, name="n" * 2000)
        try:
            process._popen = None
            del process._closed
            process.start()
        except AttributeError:
            pass
    print("done")


CASES: Dict[str, Callable[[], None]] = {
    name: value for name, value in list(globals().items()) if callable(value)
}

if __name__ == "__main__":
    CASES[sys.argv[1]]()
