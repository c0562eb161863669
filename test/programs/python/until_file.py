"""A main that joins one child, which ends when the file argv[1] appears."""

import multiprocessing
import os
import sys
import time


def work(path):
    while not os.path.exists(path):
        time.sleep(0.02)


if __name__ == "__main__":
    child = multiprocessing.Process(target=work, args=(sys.argv[1],), name="patient")
    child.start()
    print(f"started {child.pid}", flush=True)
    child.join()
    print("joined", flush=True)
