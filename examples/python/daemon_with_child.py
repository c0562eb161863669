# Look for: the daemon's start of a child, refused with Python's own message and its line.
"""A daemon may not have children."""

import multiprocessing
import sys


def nothing():
    pass


def start_a_child():
    try:
        multiprocessing.Process(target=nothing, name="grandchild").start()
    except AssertionError as error:
        print(f"daemon: {error} / 守护进程不能创建子进程", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    daemon = multiprocessing.Process(target=start_a_child, name="service", daemon=True)
    daemon.start()
    daemon.join()
