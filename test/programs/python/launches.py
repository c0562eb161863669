"""Programs and forks that are started and waited for in every way there is, measured from outside."""

import os
import pty
import signal
import subprocess
import sys
import traceback
from types import FrameType
from typing import List, Optional

from measuring import measure

SLEEP = [sys.executable, "-S", "-E", "-c", "import time; time.sleep(60)"]
SHORT = ["/bin/sh", "-c", "sleep 0.05; exit 3"]


class Enough(Exception):
    """What the alarm raises."""


class Child(subprocess.Popen):  # type: ignore[type-arg]
    """A subclass with a wait of its own."""

    def wait(self, timeout: Optional[float] = None) -> int:
        return super().wait(timeout)


def on_alarm(_number: int, _frame: Optional[FrameType]) -> None:
    raise Enough


def programs() -> None:
    run = measure("run", lambda: subprocess.run(SHORT))
    assert run.returncode == 3
    measure("run-timeout", lambda: subprocess.run(SLEEP, timeout=0.05))
    measure("missing", lambda: subprocess.Popen(["/not/there"]))
    measure("no-command", lambda: subprocess.Popen([]))
    measure("check_output", lambda: subprocess.check_output(SHORT, shell=False))
    shell = subprocess.Popen("exit 4", shell=True, start_new_session=True)
    while shell.poll() is None:
        pass
    measure("polled", lambda: None, pid=shell.pid, code=shell.returncode)
    child = Child(SHORT)
    measure("subclass", lambda: child.wait(), pid=child.pid)
    measure("reaped", lambda: child.wait(), pid=child.pid)
    long = subprocess.Popen(SLEEP)
    measure("timeout", lambda: long.wait(timeout=0.03), pid=long.pid)
    measure("communicate", lambda: long.communicate(timeout=0.03), pid=long.pid)
    signal.signal(signal.SIGALRM, on_alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.03)
    measure("interrupted", lambda: long.wait(), pid=long.pid)
    long.terminate()
    with long:
        pass
    measure("popen", lambda: os.popen("echo text").read())
    bare = {k: v for k, v in os.environ.items() if k == "PATH"}
    measure("no-environment", lambda: subprocess.call([sys.executable, "-c", "pass"], env=bare))


def forks() -> None:
    def fork(code: int) -> int:
        pid = os.fork()
        if not pid:
            os._exit(code)
        return pid

    first = fork(5)
    status = measure("waitpid", lambda: os.waitpid(first, 0), pid=first)
    assert status == (first, 5 << 8)
    measure("none", lambda: os.wait())
    any_child = fork(6)
    measure("wait", lambda: os.wait(), pid=any_child)
    third = fork(7)
    while os.waitpid(third, os.WNOHANG) == (0, 0):
        pass
    measure("no-hang", lambda: None, pid=third)
    fourth = fork(8)
    measure("wait4", lambda: os.wait4(Number(fourth), 0), pid=fourth)
    fifth = fork(9)
    measure("waitid", lambda: os.waitid(os.P_PID, fifth, os.WEXITED), pid=fifth)
    code = measure("system", lambda: os.system("exit 2"))
    assert code == 2 << 8
    measure("spawn", lambda: os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", "exit 1"]))
    spawned = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 12"], os.environ)
    measure("posix_spawn", lambda: os.waitpid(spawned, 0), pid=spawned)
    measure("posix_spawn-missing", lambda: os.posix_spawn("/not/there", ["x"], os.environ))
    terminal, descriptor = pty.fork()
    if not terminal:
        os._exit(13)
    measure("pty", lambda: os.wait3(0), pid=terminal)
    os.close(descriptor)


class Number(int):
    """A number of the program's own kind, which may not be asked for its text."""

    def __str__(self) -> str:
        raise AssertionError("the program's code was run")

    __repr__ = __str__

    def __format__(self, spec: str) -> str:
        raise AssertionError("the program's code was run")


def fork_and_wait(code: int) -> None:
    below = os.fork()
    if not below:
        os._exit(code)
    measure("fork %d" % code, lambda: os.waitpid(below, 0), pid=below)


def nested() -> None:
    """Forks within a child that a start() has forked, after that start(), and after one that failed."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    child = context.Process(target=fork_and_wait, args=(14,))
    child.start()
    measure("child", lambda: child.join(), pid=child.pid)
    fork_and_wait(15)
    try:
        child.start()
    except AssertionError:
        pass
    fork_and_wait(16)


def tracebacks() -> None:
    """Everything that a user sees when these calls fail."""
    calls: List[str] = [
        "os.waitpid()",
        "os.waitid(0, 1, 2, 3)",
        "os.wait3('x')",
        "os.system(3)",
        "os.posix_spawn('/not/there', ['x'], {})",
        "subprocess.run(['/not/there'])",
        "subprocess.run(['/bin/false'], check=True)",
        "subprocess.run(['/bin/sleep', '9'], timeout=0.01)",
        "subprocess.Popen(['/bin/true'], start_new_session=1, bufsize='x')",
        "subprocess.Popen(3)",
        "ended.wait('x')",
    ]
    ended = subprocess.Popen(["/bin/true"])
    for call in calls:
        try:
            exec(compile(call, "call", "exec"), {**globals(), "ended": ended})
        except subprocess.TimeoutExpired as error:
            # Its message tells how much of the time was left.
            error.timeout = 1
            traceback.print_exc(file=sys.stdout)
        except Exception:
            traceback.print_exc(file=sys.stdout)
    ended.wait()
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        traceback.print_exc(file=sys.stdout)
    signal.signal(signal.SIGALRM, on_alarm)
    child = subprocess.Popen(SLEEP)
    for wait in (lambda: child.wait(), lambda: os.waitpid(child.pid, 0), lambda: os.wait()):
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        try:
            try:
                raise KeyError("outer")
            except KeyError:
                wait()
        except Enough:
            traceback.print_exc(file=sys.stdout)
    child.kill()
    child.wait()


def looks() -> None:
    """What the patched functions look like."""
    import inspect
    import pickle

    for name in ("wait", "waitpid", "wait3", "wait4", "waitid", "system", "posix_spawn"):
        function = getattr(os, name)
        assert pickle.loads(pickle.dumps(function)) is function
        print(function, function.__name__, function.__module__, function.__doc__)
        try:
            print(inspect.signature(function))
        except ValueError as error:
            print(error)
    for method in (subprocess.Popen, subprocess.Popen.wait, subprocess.Popen.communicate):
        print(inspect.signature(method), method.__doc__, method.__qualname__)
    print(inspect.getsource(subprocess.Popen.wait))


def awkward() -> None:
    """Programs that replace what the probe patches, before and after they use it."""
    import threading
    from unittest import mock

    def mine(self: "subprocess.Popen[bytes]", timeout: Optional[float] = None) -> str:
        raise Enough("mine")

    theirs = subprocess.Popen.wait
    subprocess.Popen.wait = mine  # type: ignore
    child = subprocess.Popen(["/bin/true"])
    try:
        child.wait()
    except Enough:
        traceback.print_exc(file=sys.stdout)
    print(subprocess.Popen.wait is mine, theirs(child))
    subprocess.Popen.wait = theirs  # type: ignore
    with mock.patch("os.waitpid", side_effect=ChildProcessError):
        print(subprocess.call(["/bin/true"]))
    with mock.patch("subprocess.Popen") as popen:
        popen.return_value.__enter__.return_value.communicate.return_value = ("out", "err")
        popen.return_value.__enter__.return_value.poll.return_value = 0
        print(subprocess.run(["x"]).stdout)
    with mock.patch.object(subprocess.Popen, "_execute_child", side_effect=OSError("mock")):
        try:
            subprocess.Popen(["x"])
        except OSError:
            traceback.print_exc(file=sys.stdout)

    # Forks while other threads start programs, and hold the locks of subprocess.
    codes: List[int] = []
    threads = [
        threading.Thread(target=lambda: codes.extend(subprocess.call(SHORT) for _ in range(5)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for _ in range(20):
        forked = os.fork()
        if not forked:
            os._exit(subprocess.call(["/bin/true"]))
        codes.append(os.waitpid(forked, 0)[1])
    for thread in threads:
        thread.join()
    print(sorted(codes))
    os.system("exit 0")


if __name__ == "__main__":
    cases = (programs, forks, nested, tracebacks, looks, awkward)
    {case.__name__: case for case in cases}[sys.argv[1]]()
