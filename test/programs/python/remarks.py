"""What findings need to know, one case a run; and asyncio's children.

Usage: remarks.py CASE [fork|spawn|forkserver]
"""

import asyncio
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from typing import Any

from measuring import measure


def nothing() -> None:
    """Ends at once."""


def fill(numbers: Any, ready: Any) -> None:
    for _ in range(3):
        numbers.put("x" * 70000)
    ready.set()


def exit_code(context: Any) -> None:
    child = context.Process(target=nothing)
    child.start()
    while child.exitcode is None:
        time.sleep(0.01)
    print(child.exitcode)
    unread = context.Process(target=nothing)
    unread.start()
    unread.join()
    repr(unread)
    ended = subprocess.Popen(["/bin/sh", "-c", "exit 1"])
    ended.wait()
    subprocess.run(["/bin/sh", "-c", "exit 1"])


def with_threads(context: Any) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait, name="ticker")
    context.Process(target=nothing).start()
    thread.start()
    context.Process(target=nothing).start()
    if sys.version_info < (3, 12):
        # Later ones warn.
        pid = os.fork()
        if not pid:
            os._exit(0)
        os.waitpid(pid, 0)
    stop.set()


def pending(context: Any) -> None:
    numbers = context.Queue()
    ready = context.Event()
    child = context.Process(target=fill, args=(numbers, ready), name="filler")
    child.start()
    ready.wait()
    child.join(0.3)
    for _ in range(3):
        numbers.get()
    child.join()


def awaited(_context: Any) -> None:
    async def main() -> None:
        child = await asyncio.create_subprocess_exec("/bin/sh", "-c", "sleep 0.1; exit 3")
        before = time.monotonic_ns()
        code = await child.wait()
        measure("exec", lambda: None, pid=child.pid, code=code, begun=before)
        shell = await asyncio.create_subprocess_shell(
            "sleep 0.1; echo text", stdout=asyncio.subprocess.PIPE
        )
        text, _ = await shell.communicate()
        assert text == b"text\n"
        measure("shell", lambda: None, pid=shell.pid)
        long = await asyncio.create_subprocess_exec("/bin/sleep", "60")
        try:
            await asyncio.wait_for(long.wait(), 0.05)
        except asyncio.TimeoutError:
            measure("cancelled", lambda: None, pid=long.pid)
        long.kill()
        await long.wait()

    asyncio.run(main())


CASES = {
    "exit_code": exit_code,
    "with_threads": with_threads,
    "pending": pending,
    "awaited": awaited,
}


if len(sys.argv) > 1 and sys.argv[1] == "unguarded":
    multiprocessing.get_context("spawn").Process(target=nothing).start()
elif __name__ == "__main__":
    CASES[sys.argv[1]](multiprocessing.get_context(sys.argv[2]))
