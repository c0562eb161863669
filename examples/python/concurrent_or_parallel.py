# Look for: four lifetimes overlap (concurrent), and as many run at one instant as there are CPUs (parallel).
"""Four children that compute: ready and running take turns where there are fewer CPUs."""

import multiprocessing
import sys
import time


def compute():
    until = time.process_time() + 0.5
    while time.process_time() < until:
        pass


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    children = [multiprocessing.Process(target=compute, name=f"compute-{n}") for n in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()
    print(f"four children on {multiprocessing.cpu_count()} CPUs / 四个子进程", flush=True)
