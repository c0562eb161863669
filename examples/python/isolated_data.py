# Look for: the output of each process: the child's count is 100, main's is still 99.
"""Processes share no variables."""

import multiprocessing
import sys

count = 99


def raise_count():
    global count
    count += 1
    print(f"child: count is {count} / 子进程", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    child = multiprocessing.Process(target=raise_count, name="counter")
    child.start()
    child.join()
    print(f"main: count is {count} / 主进程", flush=True)
