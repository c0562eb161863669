"""The same by Python's multiprocessing with the start method spawn."""

import sys
import time
from multiprocessing import get_context


def nothing():
    pass


if __name__ == "__main__":
    context = get_context("spawn")
    for _ in sys.stdin:
        begin = time.monotonic()
        child = context.Process(target=nothing)
        child.start()
        child.join()
        print(round((time.monotonic() - begin) * 1e6), flush=True)
