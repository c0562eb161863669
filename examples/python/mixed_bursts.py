# Look for: the Schedule tab: what other orders would have made of these three jobs.
"""Jobs of different lengths that arrive one after the other and share the CPUs."""

import multiprocessing
import sys
import time


def burst(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    for name, seconds in (("long", 0.8), ("short", 0.1), ("middle", 0.4)):
        multiprocessing.Process(target=burst, args=(seconds,), name=name).start()
        time.sleep(0.1)
