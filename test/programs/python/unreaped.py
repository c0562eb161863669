"""A parent that reaps its ended child only once standard input has ended."""

import os
import sys

child = os.fork()
if child == 0:
    os._exit(3)
sys.stdin.read()
os.waitpid(child, 0)
