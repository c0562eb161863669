"""Waits of each outcome, with this program's own clock readings around them, as JSON lines.

Usage: waits.py [fork|spawn|forkserver]
"""

import json
import multiprocessing
import signal
import sys
import time
from types import FrameType
from typing import Optional


class Enough(Exception):
    """What the alarm raises."""


def nothing() -> None:
    """A child that ends at once."""


def block() -> None:
    """A child that does not end by itself."""
    while True:
        time.sleep(60)


def on_alarm(_number: int, _frame: Optional[FrameType]) -> None:
    raise Enough


def join(case: str, process: multiprocessing.Process, timeout: Optional[float] = None) -> None:
    """One join, measured from outside."""
    before = time.monotonic_ns()
    try:
        process.join(timeout)
    except Enough:
        pass
    after = time.monotonic_ns()
    print(json.dumps({"case": case, "pid": process.pid, "before": before, "after": after}))


def main() -> None:
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else "fork")
    short = context.Process(target=nothing, name="short")
    short.start()
    join("ended", short)
    join("again", short)
    polled = context.Process(target=nothing, name="polled")
    polled.start()
    while polled.is_alive():
        time.sleep(0.001)
    print(json.dumps({"case": "polled", "pid": polled.pid, "before": 0, "after": 0}))
    long = context.Process(target=block, name="long")
    long.start()
    join("timed-out", long, 0.01)
    join("zero", long, 0)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    join("interrupted", long)
    long.terminate()
    join("terminated", long, 600)
    killed = context.Process(target=block, name="killed")
    killed.start()
    killed.kill()
    join("killed", killed)


if __name__ == "__main__":
    main()
