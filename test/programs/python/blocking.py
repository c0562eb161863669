"""Every call of `multiprocessing` that blocks on something else than a process, measured from outside.

Usage: blocking.py [fork|spawn|forkserver]
"""

import multiprocessing
import multiprocessing.connection
import queue
import signal
import sys
import threading
import time
from types import FrameType
from typing import Any, Optional

from measuring import measure

NAP = 0.15


class Enough(Exception):
    """What the alarm raises."""


def on_alarm(_number: int, _frame: Optional[FrameType]) -> None:
    raise Enough


def serve(orders: Any, things: Any) -> None:
    """Does, a while after each order, what main blocks on."""
    # From here on main's clock readings around a call are around the nap, too.
    while True:
        order = orders.recv()
        if order == "end":
            return
        time.sleep(NAP)
        if order in ("lock", "semaphore"):
            things[order].release()
        elif order == "event":
            things["event"].set()
        elif order == "condition":
            with things["condition"]:
                things["condition"].notify()
        elif order == "barrier":
            things["barrier"].wait()
        elif order == "done":
            things["joinable"].get()
            things["joinable"].task_done()
        elif order == "take":
            things["narrow"].get()
        elif order == "send":
            things["pipe"].send("text")
        else:
            things[order].put("item")


def flood(numbers: Any) -> None:
    for number in range(3000):
        numbers.put(number)


def main() -> None:
    context = multiprocessing.get_context(sys.argv[1])
    here, there = context.Pipe()
    receiver, sender = context.Pipe(duplex=False)
    things = {
        "lock": context.Lock(),
        "semaphore": context.Semaphore(0),
        "bounded": context.BoundedSemaphore(1),
        "event": context.Event(),
        "condition": context.Condition(),
        "barrier": context.Barrier(2),
        "joinable": context.JoinableQueue(),
        "narrow": context.Queue(1),
        "queue": context.Queue(),
        "simple": context.SimpleQueue(),
        "pipe": sender,
    }
    server = context.Process(target=serve, args=(there, things))
    server.start()

    def ordered(order: str, case: str, call: Any) -> None:
        here.send(order)
        measure(case, call)

    ordered("queue", "queue-get", lambda: things["queue"].get())
    ordered("queue", "queue-get-timeout", lambda: things["queue"].get(timeout=60))
    measure("queue-empty", lambda: things["queue"].get(timeout=0.05))
    measure("queue-nowait", lambda: things["queue"].get_nowait())
    ordered("simple", "simple-get", lambda: things["simple"].get())
    things["narrow"].put(1)
    measure("queue-full", lambda: things["narrow"].put(2, timeout=0.05))
    ordered("take", "queue-put", lambda: things["narrow"].put(2))
    things["joinable"].put(1)
    ordered("done", "queue-join", lambda: things["joinable"].join())
    ordered("send", "recv", lambda: receiver.recv())
    ordered("send", "poll", lambda: receiver.poll(60))
    measure("recv-ready", lambda: receiver.recv())
    measure("poll-empty", lambda: receiver.poll(0.05))
    ordered("send", "wait-for-several", lambda: multiprocessing.connection.wait([receiver]))
    receiver.recv()
    lock = things["lock"]
    measure("lock-free", lambda: lock.acquire())
    measure("lock-timeout", lambda: lock.acquire(True, 0.05))
    measure("lock-nowait", lambda: lock.acquire(False))
    ordered("lock", "lock", lambda: lock.acquire())
    ordered("lock", "lock-with", lambda: lock.__enter__())
    ordered("semaphore", "semaphore", lambda: things["semaphore"].acquire())
    measure("semaphore-timeout", lambda: things["semaphore"].acquire(timeout=0.05))
    measure("bounded-free", lambda: things["bounded"].acquire())
    measure("bounded", lambda: things["bounded"].acquire(timeout=0.05))
    ordered("event", "event", lambda: things["event"].wait())
    measure("event-set", lambda: things["event"].wait())
    with things["condition"]:
        here.send("condition")
        measure("condition", lambda: things["condition"].wait())
        measure("condition-timeout", lambda: things["condition"].wait(0.05))
    ordered("barrier", "barrier", lambda: things["barrier"].wait())

    signal.signal(signal.SIGALRM, on_alarm)
    for case, call in (
        ("interrupted-lock", lambda: lock.acquire()),
        ("interrupted-queue", lambda: things["queue"].get()),
        ("interrupted-event", lambda: context.Event().wait()),
    ):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        measure(case, call)

    thread = threading.Thread(target=lambda: things["queue"].get(), name="reader")
    here.send("queue")
    measure("thread", lambda: (thread.start(), thread.join()) and None)

    numbers = context.Queue()
    child = context.Process(target=flood, args=(numbers,))
    child.start()
    numbers.get()
    measure("fast", lambda: [numbers.get() for _ in range(2999)] and None)
    child.join()
    measure("empty", lambda: try_empty(numbers))
    measure("sentinel", lambda: multiprocessing.connection.wait([server.sentinel], 0.05))
    here.send("end")
    server.join()


def try_empty(numbers: Any) -> None:
    try:
        numbers.get(False)
    except queue.Empty:
        pass


if __name__ == "__main__":
    main()
