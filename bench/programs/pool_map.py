"""Has a pool of 4 workers map N tiny tasks, and prints how long that took, in µs."""

import multiprocessing
import sys
import time


def tiny(number):
    return number + 1


if __name__ == "__main__":
    count = int(sys.argv[1])
    begin = time.monotonic()
    with multiprocessing.Pool(4) as pool:
        assert sum(pool.map(tiny, range(count))) == count * (count + 1) // 2
    print("elapsed", round((time.monotonic() - begin) * 1e6))
