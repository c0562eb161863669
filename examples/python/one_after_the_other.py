# Look for: four children that never run at the same time: each is joined before the next is started.
"""start() and join() in one loop: the price of four processes, the speed of one."""

import multiprocessing
import sys
import time


def work():
    time.sleep(0.25)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    for number in range(4):
        child = multiprocessing.Process(target=work, name=f"work-{number}")
        child.start()
        child.join()
    print("done, one after the other / 依次完成", flush=True)
