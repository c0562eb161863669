"""argv[1] busy loops, on two CPUs at most, until standard input ends."""

import os
import signal
import sys

os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
children = []
for _ in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        while True:
            pass
    children.append(child)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
