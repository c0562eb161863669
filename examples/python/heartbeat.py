# Look for: main waits for the worker, the daemon's heartbeat goes on meanwhile and ends with main.
"""A daemon reports while the work goes on; when the join returns, the work has failed."""

import multiprocessing
import sys
import time


def heartbeat():
    while True:
        print("host 1 is up / 一号主机正常", flush=True)
        time.sleep(1)


def collect_statistics():
    print("host 1 collects statistics / 一号主机开始统计", flush=True)
    time.sleep(2.5)
    raise SystemExit(1)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    multiprocessing.Process(target=heartbeat, name="heartbeat", daemon=True).start()
    worker = multiprocessing.Process(target=collect_statistics, name="statistics")
    worker.start()
    worker.join()
    print(f"the statistics have stopped, exit code {worker.exitcode} / 统计服务已停止", flush=True)
