# Look for: the daemon's bar ends where main's code ends; its last line is never printed.
"""A daemon is terminated when its parent's code is over."""

import multiprocessing
import sys
import time


def serve():
    print("daemon: at your service / 守护进程开始", flush=True)
    time.sleep(60)
    print("daemon: never said / 不会打印", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    multiprocessing.Process(target=serve, name="service", daemon=True).start()
    time.sleep(0.5)
    print("main: that is all / 主进程结束", flush=True)
