# Look for: the child below its parent, its target function, and the line that started it.
"""One process starts another: `python3 first_child.py [fork|spawn|forkserver]`."""

import multiprocessing
import os
import sys


def greet():
    print(f"child {os.getpid()}, started by {multiprocessing.parent_process().pid} / 子进程", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    print(f"main {os.getpid()} / 主进程", flush=True)
    multiprocessing.Process(target=greet).start()
