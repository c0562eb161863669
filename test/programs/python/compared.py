"""The same program before a change to it, and after."""

import sys
import time
from multiprocessing import Process


def work(seconds, code=0):
    time.sleep(seconds)
    sys.exit(code)


def extra():
    time.sleep(0.05)


if __name__ == "__main__":
    after = sys.argv[1] == "after"
    load = Process(target=work, name="load", args=(1.0 if after else 0.2,))
    report = Process(target=work, name="report", args=(0.1, 3 if after else 0))
    steady = [Process(target=work, args=(0.1,)) for _ in range(3)]
    if after:
        optional = Process(target=extra, name="audit")
    else:
        optional = Process(target=work, name="parse", args=(0.1,))
    processes = [load, report, *steady, optional]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
