# Look for: no wait at all, though main asks again and again. (Synchronous and not blocking.)
"""is_alive() answers at once; what to do meanwhile is up to main."""

import multiprocessing
import sys
import time


def work():
    time.sleep(0.5)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    worker = multiprocessing.Process(target=work, name="worker")
    worker.start()
    rounds = 0
    while worker.is_alive():
        rounds += 1
        time.sleep(0.05)
    print(f"main did something else {rounds} times / 主进程做了 {rounds} 次别的事", flush=True)
