# Look for: the daemon ends with main's code; the worker goes on, and main waits for it.
"""A daemon and a worker side by side."""

import multiprocessing
import sys
import time


def serve():
    while True:
        print("daemon: tick / 守护进程", flush=True)
        time.sleep(0.1)


def work():
    time.sleep(0.8)
    print("worker: done / 工作进程完成", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    multiprocessing.Process(target=serve, name="service", daemon=True).start()
    multiprocessing.Process(target=work, name="worker").start()
    time.sleep(0.3)
    print("main: that is all / 主进程代码结束", flush=True)
