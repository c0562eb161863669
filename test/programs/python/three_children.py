"""Three children of one main: a worker that is joined, one joined with a timeout, and a daemon.

Usage: three_children.py [fork|spawn|forkserver]
"""

import multiprocessing
import sys
import time


def work() -> None:
    """Ends by itself."""
    print("worker done", flush=True)


def outlast(
    ready: "multiprocessing.synchronize.Event", ended: "multiprocessing.synchronize.Event"
) -> None:
    """Ends only when main's code is past its timed-out join."""
    ready.set()
    ended.wait()
    # Long enough for main to be found waiting for it in its exit phase.
    time.sleep(0.5)
    print("slow done", flush=True)


def beat(started: "multiprocessing.synchronize.Event") -> None:
    """Never ends: the runtime terminates it."""
    started.set()
    while True:
        time.sleep(60)


def main() -> None:
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else "fork")
    # Main's code must not end before the others have taken over what they share with it.
    ready = context.Event()
    started = context.Event()
    timed_out = context.Event()
    worker = context.Process(target=work, name="worker")
    slow = context.Process(target=outlast, args=(ready, timed_out), name="slow")
    daemon = context.Process(target=beat, args=(started,), name="heart", daemon=True)
    for process in (worker, slow, daemon):
        process.start()
    worker.join()
    slow.join(timeout=0.2)
    ready.wait()
    started.wait()
    timed_out.set()
    print("main over", flush=True)


if __name__ == "__main__":
    main()
