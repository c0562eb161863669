# Look for: ten lanes at the same time, which end in any order, on as many CPUs as there are.
"""Ten children at once; main waits for them only at its end."""

import multiprocessing
import random
import sys
import time


def work(number):
    time.sleep(random.uniform(1, 1.5))
    until = time.process_time() + 0.05
    while time.process_time() < until:
        pass
    print(f"number {number} is done / 第 {number} 个完成", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    for number in range(10):
        multiprocessing.Process(target=work, args=(number,), name=f"work-{number}").start()
    print("main's code has ended / 主进程代码结束", flush=True)
