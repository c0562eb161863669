# Look for: one wait after the other, in the list's order; a join on a child that has ended takes no time.
"""Start all, then join all."""

import multiprocessing
import sys
import time


def work(seconds):
    time.sleep(seconds)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    lengths = [0.3, 0.6, 0.1, 0.4]
    children = [
        multiprocessing.Process(target=work, args=(length,), name=f"{length} s")
        for length in lengths
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print("all are done / 全部完成", flush=True)
