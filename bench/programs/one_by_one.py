"""Starts argv[1] children, one every 100 ms, and writes to argv[2] when each was about to start.

A line a child: its PID and the wall-clock time in ms right before start().
"""

import multiprocessing
import sys
import time


def work() -> None:
    time.sleep(1)


if __name__ == "__main__":
    with open(sys.argv[2], "w", encoding="utf-8") as stamps:
        for _ in range(int(sys.argv[1])):
            child = multiprocessing.Process(target=work)
            before = time.time() * 1000
            child.start()
            stamps.write(f"{child.pid} {before}\n")
            time.sleep(0.1)
