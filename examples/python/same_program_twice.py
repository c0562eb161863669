# Look for: launch this twice: two sessions of one program, two PIDs, each with CPU and memory of its own.
"""A process is a program that runs; its PID tells it from any other."""

import os
import time

if __name__ == "__main__":
    print(f"I am process {os.getpid()} / 我是进程 {os.getpid()}")
    print(f"started by {os.getppid()} / 父进程 {os.getppid()}", flush=True)
    numbers = []
    until = time.process_time() + 1
    while time.process_time() < until:
        numbers.append(len(numbers))
