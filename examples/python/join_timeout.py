# Look for: a wait that ends timed out, the child that goes on, and the exit phase's own wait for it.
"""join(timeout) gives up waiting; it does not end the child."""

import multiprocessing
import sys
import time


def take_long():
    time.sleep(1)
    print("child: done at last / 子进程终于完成", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    slow = multiprocessing.Process(target=take_long, name="slow")
    slow.start()
    slow.join(timeout=0.3)
    print(f"main: still alive? {slow.is_alive()} / 主进程不再等待", flush=True)
