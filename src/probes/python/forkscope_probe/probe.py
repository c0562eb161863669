"""This process as the probe sees it: its channel, its role, what has been said."""

import itertools
import os
import sys
import time

from . import jsonline, loading
from .channel import Channel

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional, Set

PROTOCOL = 1
# Characters of argv in `hello`; a longer one is cut after a whole word.
MAX_ARGV = 65536
HERE = loading.HERE
HELPERS = {
    "from multiprocessing.resource_tracker import main": "resource tracker",
    "from multiprocessing.semaphore_tracker import main": "semaphore tracker",
    "from multiprocessing.forkserver import main": "fork server",
}

# The variables are read once: a program that changes its environment changes it for its children.
_path = os.environ.get("FORKSCOPE_SOCKET", "")
_token = os.environ.get("FORKSCOPE_TOKEN", "")
# What a fork says again: encoded once, for a fork copies each page that it touches.
_same = ""
_helper: "Optional[str]" = None


class State:
    """What begins anew in each process."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.channel = Channel()
        # A helper of the runtime says hello and no more: its starts and waits are not the user's.
        self.muted = False
        # Numbers of start() calls and of waits; next() is one step, also between threads.
        self.calls = itertools.count(1)
        self.waits = itertools.count(1)
        self.code_ended = False
        self.exiting = False
        # What the bootstrap of `multiprocessing` returned, once it has.
        self.exit_code: "Optional[int]" = None
        # The thread that runs the exit phase of `multiprocessing`, while it does.
        self.exit_thread: "Optional[int]" = None
        # Children that were started and not yet reported as reaped.
        self.children: "Set[int]" = set()


state = State()


def now() -> int:
    """Integer µs on the monotonic clock, which all processes of the host share."""
    return time.monotonic_ns() // 1000


def connect(how: str) -> bool:
    """Open this process's own connection and say who speaks."""
    global _helper, _same
    if not _path or not state.channel.open(_path):
        return False
    if how == "exec":
        argv = _argv()
        _helper = _helper_of(argv)
        version = "%d.%d.%d" % sys.version_info[:3]
        same = {"proto": PROTOCOL, "token": _token, "runtime": "python", "version": version}
        _same = jsonline.fields({**same, "argv": argv})
    # What the fork server forks is the user's.
    helper = _helper if how == "exec" else None
    facts = {
        "pid": state.pid,
        "ppid": os.getppid(),
        "startTicks": _start_ticks(),
        "how": how,
        "cwd": _cwd(),
        "role": "user" if helper is None else "helper",
        "helper": helper,
    }
    hello = '{"ev":"hello","t":%d,%s,%s' % (now(), _same, jsonline.fields(facts))
    state.channel.say(hello)
    state.muted = helper is not None
    return True


def renew() -> None:
    """After a fork: what was the parent's is let go, and this process speaks for itself."""
    global state
    old = state
    state = State()
    old.channel.abandon()
    connect("fork")


def emit(ev: str, t: "Optional[int]" = None, **fields: "Any") -> None:
    """Send one message. `t` is given where the instant was before the call."""
    if state.muted:
        return
    if state.pid != os.getpid():
        # A fork that Python was not told of.
        renew()
    stamp = now() if t is None else t
    state.channel.say('{"ev":"%s","t":%d,%s' % (ev, stamp, jsonline.fields(fields)))


def is_ours(error: BaseException, where: str) -> bool:
    """Whether a hook may swallow what it caught: an error of the probe itself, which is reported.

    A signal handler of the program may run while a hook does, and what it raises must reach the
    program; so must RecursionError, which the program would have met a few frames later.
    """
    if isinstance(error, RecursionError):
        return False
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is not None and not trace.tb_frame.f_code.co_filename.startswith(HERE):
        return False
    try:
        emit("probe-error", where=where, message=describe(error))
    except Exception:
        pass
    return True


def describe(error: BaseException) -> str:
    """`ExceptionName: message`; the name alone where there is no message."""
    name = type(error).__name__
    try:
        message = str(error)
    except Exception:
        return name
    return "%s: %s" % (name, message) if message else name


def _argv() -> "List[str]":
    argv = getattr(sys, "orig_argv", None)
    if argv is None:
        try:
            with open("/proc/self/cmdline", "rb") as file:
                argv = [os.fsdecode(word) for word in file.read(1 << 17).split(b"\0")[:-1]]
        except OSError:
            argv = getattr(sys, "argv", [])
    words = [word for word in argv if isinstance(word, str)]
    while sum(map(len, words)) > MAX_ARGV:
        words.pop()
    return words


def _helper_of(argv: "List[str]") -> "Optional[str]":
    if "-c" not in argv[:-1]:
        return None
    command = argv[argv.index("-c") + 1]
    for start, name in HELPERS.items():
        if command.startswith(start):
            return name
    return None


def _start_ticks() -> "Optional[int]":
    """Field 22 of /proc/self/stat. The second, the program's name, may hold spaces and parentheses."""
    try:
        file = os.open("/proc/self/stat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return int(os.read(file, 4096).rpartition(b")")[2].split(None, 20)[19])
        finally:
            os.close(file)
    except (OSError, ValueError, IndexError):
        return None


def _cwd() -> "Optional[str]":
    try:
        return os.getcwd()
    except OSError:
        return None
