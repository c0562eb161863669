# Look for: running, ready and blocked, how long each, and what each is blocked on.
"""One child computes, one sleeps, one waits for a lock that another holds."""

import multiprocessing
import sys
import time


def compute():
    until = time.process_time() + 0.8
    while time.process_time() < until:
        pass


def sleep():
    time.sleep(1)


def hold(lock, held):
    with lock:
        held.set()
        time.sleep(1)


def wait_for(lock, held):
    held.wait()
    with lock:
        pass


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    lock, held = multiprocessing.Lock(), multiprocessing.Event()
    works = {"computes": (compute, ()), "sleeps": (sleep, ())}
    works["holds the lock"] = (hold, (lock, held))
    works["wants the lock"] = (wait_for, (lock, held))
    children = [
        multiprocessing.Process(target=target, args=args, name=name)
        for name, (target, args) in works.items()
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
