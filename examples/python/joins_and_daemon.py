# Look for: two joins of main (one in vain), its exit-join, and the daemon that ends with main's code.
"""Three workers and a daemon: `python3 joins_and_daemon.py [fork|spawn|forkserver]`."""

import multiprocessing
import os
import sys
import time


def work(seconds):
    print(f"worker {os.getpid()} of {os.getppid()}: {seconds} s of work / 工作 {seconds} 秒", flush=True)
    time.sleep(seconds)


def keep_watch():
    while True:
        print(f"daemon {os.getpid()}: all well / 一切正常", flush=True)
        time.sleep(0.5)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    print(f"main {os.getpid()}", flush=True)

    quick = multiprocessing.Process(target=work, args=(1.5,), name="quick")
    slow = multiprocessing.Process(target=work, args=(4,), name="slow")
    short = multiprocessing.Process(target=work, args=(0.5,), name="short")
    watch = multiprocessing.Process(target=keep_watch, name="watch", daemon=True)
    for process in (quick, slow, short, watch):
        process.start()

    quick.join()
    slow.join(timeout=1)
    print(f"main: is slow alive? {slow.is_alive()} / 主进程代码结束", flush=True)
