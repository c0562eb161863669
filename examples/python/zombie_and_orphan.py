# Look for: a zombie until main reaps it, and a grandchild that outlives its parent.
"""What is left when nobody waits (for systems with fork)."""

import os
import time


def start(work):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    return pid


def end_at_once():
    print(f"{os.getpid()} ends, and nobody asks how / 立即结束，无人回收", flush=True)


def leave_a_child():
    start(lambda: time.sleep(1.5))


if __name__ == "__main__":
    zombie = start(end_at_once)
    parent = start(leave_a_child)
    os.waitpid(parent, 0)
    time.sleep(0.8)
    os.waitpid(zombie, 0)
    print("the zombie is reaped; the orphan lives on / 僵尸进程已回收，孤儿进程仍在运行", flush=True)
    time.sleep(0.2)
