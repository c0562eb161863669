"""The ways in which a process's own code ends. Usage: ending.py main|child|fork CASE [METHOD]"""

import multiprocessing
import os
import sys
import threading


class Refused(Exception):
    """An error of the program's own."""


def end(case: str) -> None:
    """End the way that is asked for."""
    if case == "raise":
        raise Refused("no \u00fc, no \U0001f40d\nsecond line")
    if case == "exit":
        sys.exit(3)
    if case == "exit-text":
        sys.exit("said on stderr")
    if case == "os-exit":
        os._exit(4)
    if case == "interrupt":
        raise KeyboardInterrupt
    if case == "thread":
        threading.Thread(target=lambda: print("thread", flush=True)).start()


def main() -> None:
    where, case = sys.argv[1:3]
    if where == "child":
        context = multiprocessing.get_context(sys.argv[3])
        child = context.Process(target=end, args=(case,), name="child")
        child.start()
        child.join()
        print("code", child.exitcode)
    elif where == "fork":
        pid = os.fork()
        if pid == 0:
            end(case)
            return
        print("status", os.waitpid(pid, 0)[1])
    else:
        end(case)


if __name__ == "__main__":
    main()
