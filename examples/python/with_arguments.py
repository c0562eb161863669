# Look for: main goes on beside its child; nobody waits until main's code has ended.
"""Arguments for a child, and a parent that does not wait for it."""

import multiprocessing
import sys
import time


def count_to(last, step):
    for number in range(0, last + 1, step):
        print(f"child counts {number} / 子进程数到 {number}", flush=True)
        time.sleep(0.2)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    multiprocessing.Process(target=count_to, args=(6,), kwargs={"step": 2}, name="counter").start()
    for width in range(1, 5):
        print("=" * width, flush=True)
        time.sleep(0.1)
