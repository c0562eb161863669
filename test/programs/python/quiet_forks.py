"""Children that only end, that fail, that have a child of their own, and that live on in a thread."""

import multiprocessing
import os
import sys
import threading


def only_end():
    pass


def end_with_seven():
    sys.exit(7)


def fail():
    raise ValueError("nothing to see")


def nest():
    child = multiprocessing.Process(target=only_end, name="nested")
    child.start()
    child.join()


def leave_a_thread(gate):
    threading.Thread(target=gate.wait).start()


if __name__ == "__main__":
    multiprocessing.set_start_method("fork")
    sys.stderr = open(os.devnull, "w")
    gate = multiprocessing.Event()
    children = [
        multiprocessing.Process(target=only_end, name="quiet", daemon=True),
        multiprocessing.Process(target=end_with_seven, name="seven"),
        multiprocessing.Process(target=fail, name="failing"),
        multiprocessing.Process(target=nest, name="nesting"),
        multiprocessing.Process(target=leave_a_thread, args=(gate,), name="threaded"),
    ]
    for child in children:
        child.start()
    for child in children[:-1]:
        child.join()
    gate.set()
    children[-1].join()
