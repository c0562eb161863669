"""Three children, a daemon that never ends, one join and one join in vain; says what it knows itself.

Usage: stamped.py [fork|spawn|forkserver]; a line of JSON for each fact, times in µs of the monotonic
clock.
"""

import json
import multiprocessing
import os
import sys
import time


def now() -> int:
    return time.monotonic_ns() // 1000


def say(**facts) -> None:
    # One write a line: lines of several processes must not mix.
    os.write(1, (json.dumps(facts) + "\n").encode())


def introduce(name: str) -> None:
    say(name=name, pid=os.getpid(), ppid=os.getppid())


def work(seconds: float) -> None:
    introduce(multiprocessing.current_process().name)
    time.sleep(seconds)
    say(last=multiprocessing.current_process().name, at=now())


def outlast(began, timed_out) -> None:
    introduce("slow")
    began.set()
    timed_out.wait()
    # Long enough for main to be found waiting for it in its exit phase.
    time.sleep(0.5)


def beat(started) -> None:
    introduce("beat")
    started.set()
    while True:
        time.sleep(60)


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else "fork")
    introduce("main")
    started = context.Event()
    began = context.Event()
    timed_out = context.Event()
    first = context.Process(target=work, args=(0.3,), name="first")
    slow = context.Process(target=outlast, args=(began, timed_out), name="slow")
    third = context.Process(target=work, args=(0,), name="third")
    daemon = context.Process(target=beat, args=(started,), name="beat", daemon=True)
    for process in (first, slow, third, daemon):
        process.start()
    before = now()
    first.join()
    say(join="first", before=before, after=now())
    before = now()
    slow.join(timeout=0.2)
    say(join="slow", before=before, after=now())
    started.wait()
    # Main's end takes away the names of the events, by which a child finds them when it begins.
    began.wait()
    timed_out.set()
    sys.stderr.write("main is over\n")
    sys.exit(7)
