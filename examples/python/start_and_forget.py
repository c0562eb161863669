# Look for: both go on at once, and main waits in its exit phase only. (Asynchronous and not blocking.)
"""Main starts its child and does its own work meanwhile."""

import multiprocessing
import sys
import time


def work():
    time.sleep(1.5)
    print("child: done / 子进程完成", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    multiprocessing.Process(target=work, name="worker").start()
    print("main: I go on / 主进程继续执行", flush=True)
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        pass
