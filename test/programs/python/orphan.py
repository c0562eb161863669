"""Leaves a grandchild behind: its parent ends once standard input does. argv[1]: adopt it ourselves?"""

import ctypes
import os
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


def main():
    if sys.argv[1:] == ["adopt"]:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = os.fork()
    if child == 0:
        grandchild = os.fork()
        if grandchild != 0:
            sys.stdin.read()
            os._exit(0)
        time.sleep(3600)
    os.waitpid(child, 0)
    time.sleep(3600)


if __name__ == "__main__":
    main()
