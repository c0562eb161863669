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
    from typing import Any, Callable, List, Optional, Set

PROTOCOL = 1
# Characters of argv in `hello`; a longer one is cut after a whole word.
MAX_ARGV = 65536
OURS = loading.OURS
HELPERS = {
    "from multiprocessing.resource_tracker import main": "resource tracker",
    "from multiprocessing.semaphore_tracker import main": "semaphore tracker",
    "from multiprocessing.forkserver import main": "fork server",
}
# What a command that debugpy watches begins with, in one of its first statements.
DEBUGGED = "pydevd.settrace("

# The variables are read once: a program that changes its environment changes it for its children.
_path = os.environ.get("FORKSCOPE_SOCKET", "")
_token = os.environ.get("FORKSCOPE_TOKEN", "")
# The recorder hears of every fork and of every end from the kernel.
_kernel_tells = os.environ.get("FORKSCOPE_KERNEL") == "1"
# What a fork says again: encoded once, for a fork copies each page that it touches.
_same = ""
_helper: "Optional[str]" = None


class State:
    """What begins anew in each process."""

    def __init__(self, pid: int) -> None:
        # 0 as long as a fork has not said anything; see renew().
        self.pid = pid
        self.channel = Channel()
        # What a forked child is the process of, which says who it is once it has anything to say.
        self.child: "Any" = None
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
        # Threads that are within a wait for a process.
        self.waiting: "Set[int]" = set()
        # Children that were started and not yet reported as reaped.
        self.children: "Set[int]" = set()


state = State(os.getpid())
# The thread that is within a reported start, whose fork needs no word of its own; 0: none. Of two at
# once it is the later one: the other's fork is then found to be reported by a look at its frames.
starting = 0
# Made before a fork: what a child makes itself is memory that it has to copy first.
_spare: "Optional[State]" = None
# Says who a forked child is.
introduce: "Optional[Callable[[Any], None]]" = None
# What was the parent's. A child that took it apart would have to copy it first, too.
_former: "Optional[State]" = None


def now() -> int:
    """Integer µs on the monotonic clock, which all processes of the host share."""
    return time.monotonic_ns() // 1000


def connect(how: str) -> bool:
    """Open this process's own connection and say who speaks."""
    global _helper, _same
    if not _path:
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
    if not state.channel.open(_path, hello):
        return False
    state.muted = helper is not None
    return True


def prepare() -> None:
    """Before a fork, in the parent: what the child will need."""
    global _spare
    if _spare is None:
        _spare = State(0)


def renew() -> None:
    """After a fork, in the child: what was the parent's is let go, and this process speaks for itself.

    Where the kernel tells of it too, the child says hello only when it has something to say. One that
    just works and ends is known through its parent then, and need not pay: each page of memory that a
    fork touches first has to be copied.
    """
    global state, _spare, _former
    _former = state
    state, _spare = _spare or State(0), None
    _former.child = None
    _former.channel.abandon()
    if not _kernel_tells:
        may_speak()


def emit(ev: str, t: "Optional[int]" = None, **fields: "Any") -> None:
    """Send one message. `t` is given where the instant was before the call."""
    if may_speak():
        stamp = now() if t is None else t
        state.channel.say('{"ev":"%s","t":%d,%s' % (ev, stamp, jsonline.fields(fields)))


def emit_soon(ev: str, **fields: "Any") -> None:
    """Have one message sent with the next, which follows at once: they are one call of the system."""
    if may_speak():
        state.channel.say('{"ev":"%s","t":%d,%s' % (ev, now(), jsonline.fields(fields)), soon=True)


def say(line: str, soon: bool = False) -> None:
    """Send one message that is text already, but for its end; see Channel.say().

    For what is said around each fork and wait: the parent shares its memory with the child then, and
    each page that it touches has to be copied. So the less code says it, the better.
    """
    if may_speak():
        state.channel.say(line, soon)


def may_speak() -> bool:
    """Whether this process reports anything; one that was silent so far says hello first."""
    if state.muted:
        return False
    pid = os.getpid()
    if pid == state.pid:
        return True
    if state.pid != 0:
        # A fork that Python was not told of.
        renew()
    if state.pid == 0:
        state.pid = pid
        connect("fork")
        if introduce is not None and state.child is not None:
            introduce(state.child)
    return True


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
    if trace is not None and not trace.tb_frame.f_code.co_filename.startswith(OURS):
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
        # A debugger puts its own statements in front of the command.
        if DEBUGGED in command and "; " + start in command:
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
