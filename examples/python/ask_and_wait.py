# Look for: blocked: input, until you type a name into the terminal. (Synchronous and blocking.)
"""input() blocks its process and nothing else."""

import multiprocessing
import time


def tick():
    while True:
        time.sleep(0.2)


if __name__ == "__main__":
    multiprocessing.Process(target=tick, name="clock", daemon=True).start()
    name = input("your name / 你的名字: ")
    print(f"hello, {name} / 你好，{name}")
