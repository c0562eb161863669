"""Starts and joins N processes that do nothing by a start method, and prints how long that took, in µs."""

import multiprocessing
import sys
import time


def noop():
    pass


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    begin = time.monotonic()
    for _ in range(int(sys.argv[2])):
        process = context.Process(target=noop)
        process.start()
        process.join()
    print("elapsed", round((time.monotonic() - begin) * 1e6))
