"""Processes that stand somewhere, each in its own way. Usage: standing.py METHOD"""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time

# What the tests let Forkscope use.
NUMBER = 50


def busy() -> None:
    while True:
        pass


def sleeping() -> None:
    """Counts what would have been interrupted."""
    began = time.monotonic()
    time.sleep(3600)
    print("woken after", time.monotonic() - began, flush=True)


def in_c() -> None:
    os.read(os.pipe()[0], 1)


def locked() -> None:
    lock = threading.Lock()
    lock.acquire()
    threading.Thread(target=lock.acquire, daemon=True).start()
    lock.acquire()


def taken() -> None:
    signal.signal(NUMBER, lambda *_: print("the program's own signal", flush=True))
    time.sleep(3600)


def closed() -> None:
    os.closerange(3, 4096)
    files = [os.open("/dev/null", os.O_WRONLY) for _ in range(300)]
    assert files
    time.sleep(3600)


def become() -> None:
    os.execvp("sleep", ["sleep", "3600"])


TARGETS = (busy, sleeping, in_c, locked, taken, closed, become)

if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    children = [context.Process(target=each, name=each.__name__) for each in TARGETS]
    for child in children:
        child.start()
    unprobed = subprocess.Popen(["sleep", "3600"])
    pids = " ".join(str(child.pid) for child in children)
    print(os.getpid(), pids, unprobed.pid, flush=True)
    sys.stdin.readline()
    for child in children:
        child.kill()
        child.join()
    unprobed.kill()
    print("over", unprobed.wait(), flush=True)
