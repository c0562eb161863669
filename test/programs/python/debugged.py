"""One of each: joins, a timed join in vain, a grandchild, a daemon, an exit-join, a plain command.

What happens does not depend on how long a process takes to start: a debugger makes them slow.
"""

import atexit
import multiprocessing
import subprocess
import sys
import time


def nothing():
    pass


def hold(told):
    told.recv()
    # Until main is in its exit phase for certain.
    time.sleep(0.5)


def nest():
    inner = multiprocessing.get_context(sys.argv[1]).Process(target=nothing, name="inner")
    inner.start()
    inner.join()


def beat():
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    context = multiprocessing.get_context(sys.argv[1])
    told, tell = context.Pipe(duplex=False)
    quick = context.Process(target=nothing, name="quick")
    nested = context.Process(target=nest, name="nested")
    holder = context.Process(target=hold, args=(told,), name="holder")
    daemon = context.Process(target=beat, name="beat", daemon=True)
    for process in (quick, nested, holder, daemon):
        process.start()
    quick.join()
    nested.join()
    holder.join(timeout=0.05)
    subprocess.run(["true"], check=True)
    atexit.register(tell.send, "go")
