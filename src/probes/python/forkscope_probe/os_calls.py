"""The calls of `os` that start processes and wait for them; see `forking` for os.fork()."""

import os

from . import forking, probe, short, sites
from .starting import PLAIN, Start, code_of, exit_code_read
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional


# CLD_EXITED, CLD_KILLED, CLD_DUMPED; not all of them have names in Python 3.8.
_ENDED = (1, 2, 3)


class _Wait(Span):
    """Around a call that waits for a child, or for any."""

    __slots__ = ()
    where = "os.wait"

    def _begin(self) -> None:
        self._wait("waitpid", self.thing)


def _status(child: int, status: int) -> None:
    """Report a child whose end a call has told of."""
    try:
        code = code_of(status) if child > 0 else None
        if code is not None:
            probe.state.children.discard(child)
            probe.emit("reaped", child=child, code=code)
            # The status is what the call returns.
            exit_code_read(child, sites.frame())
    except Exception as error:
        if not probe.is_ours(error, "os.wait"):
            raise


def _target(pid: "Any") -> "Optional[int]":
    return pid if isinstance(pid, int) and pid > 0 else None


def _blocks(options: "Any") -> bool:
    return isinstance(options, int) and not options & os.WNOHANG


def wait(original: "Any", *args: "Any") -> "Any":
    if forking.is_reported():
        return original(*args)
    with _Wait(None):
        found = original(*args)
    _status(found[0], found[1])
    return found


def wait3(original: "Any", *args: "Any", **named: "Any") -> "Any":
    options = named.get("options", args[0] if args else None)
    return _waited(original, None, options, args, named)


def waitpid(original: "Any", *args: "Any") -> "Any":
    target = _target(args[0]) if args else None
    return _waited(original, target, args[1] if len(args) > 1 else None, args, {})


def wait4(original: "Any", *args: "Any", **named: "Any") -> "Any":
    target = _target(named.get("pid", args[0] if args else None))
    options = named.get("options", args[1] if len(args) > 1 else None)
    return _waited(original, target, options, args, named)


def _waited(
    original: "Any", target: "Optional[int]", options: "Any", args: "Any", named: "Any"
) -> "Any":
    if forking.is_reported():
        return original(*args, **named)
    if _blocks(options):
        with _Wait(target):
            found = original(*args, **named)
    else:
        found = original(*args, **named)
    _status(found[0], found[1])
    return found


def waitid(original: "Any", *args: "Any") -> "Any":
    if forking.is_reported():
        return original(*args)
    if len(args) == 3 and _blocks(args[2]):
        with _Wait(_target(args[1]) if args[0] == os.P_PID else None):
            found = original(*args)
    else:
        found = original(*args)
    # si_status is the code or the signal's number, not a wait status.
    if found is not None and not args[2] & os.WNOWAIT and found.si_code in _ENDED:
        exited = found.si_code == _ENDED[0]
        _status(found.si_pid, found.si_status << 8 if exited else found.si_status)
    return found


def system(original: "Any", *args: "Any", **named: "Any") -> "Any":
    if forking.is_reported():
        return original(*args, **named)
    # The shell's PID is nowhere to be seen; the kernel's own events name it.
    with _Wait(None):
        return original(*args, **named)


class _Spawn(Start):
    """Around posix_spawn() and posix_spawnp()."""

    __slots__ = ("name", "argv", "named", "pid")

    def __init__(self, name: str, argv: "Any", named: "Any") -> None:
        super().__init__()
        self.name = name
        self.argv = argv
        self.named = named
        self.pid = 0

    def _facts(self) -> "Dict[str, Any]":
        facts = {**PLAIN, "api": "os." + self.name}
        argv = short.command(self.argv)
        if argv is not None:
            facts["argv"] = argv
        if self.named.get("setsid") in (True, 1):
            facts["detached"] = True
        return facts

    def _made(self) -> None:
        self.made(self.pid, None)


def posix_spawn(original: "Any", *args: "Any", **named: "Any") -> "Any":
    if forking.is_reported():
        return original(*args, **named)
    argv = named.get("argv", args[1] if len(args) > 1 else ())
    spawn = _Spawn(original.__name__, argv, named)
    with spawn:
        spawn.pid = original(*args, **named)
    return spawn.pid


posix_spawnp = posix_spawn
