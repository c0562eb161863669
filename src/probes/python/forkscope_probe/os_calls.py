"""The calls of `os` that start processes and wait for them.

os.fork() is left as it is; what is told of it comes from the hooks that Python runs around a fork.
"""

import os
import sys

from . import frameless, probe, short, sites
from .starting import PLAIN, Start, code_of
from .waiting import Span

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional

# Parts of the library whose own forks and waits are reported where the program calls them.
_REPORTED = ("subprocess", "multiprocessing", "asyncio", "concurrent")

# CLD_EXITED, CLD_KILLED, CLD_DUMPED; not all of them have names in Python 3.8.
_ENDED = (1, 2, 3)

_pid = os.getpid()


def patch(module: "Any") -> None:
    os.register_at_fork(after_in_child=_in_child)
    for name, around in (
        ("wait", _wait),
        ("waitpid", _waitpid),
        ("wait3", _wait3),
        ("wait4", _wait4),
        ("waitid", _waitid),
        ("system", _system),
        ("posix_spawn", _posix_spawn),
        ("posix_spawnp", _posix_spawn),
    ):
        original = getattr(module, name, None)
        if original is None:
            continue
        call = frameless.instead(original, around)
        setattr(module, name, call)
        # Pickle looks for it where its __module__ says, and expects to find this very object there.
        setattr(sys.modules[original.__module__], name, call)


def _is_reported(at: "Optional[FrameType]" = None) -> bool:
    """Whether the call comes from a part of the library that is reported as a whole."""
    if probe.state.muted:
        return True
    if at is None:
        at = sys._getframe(1)
    while at is not None and at.f_code.co_filename.startswith(probe.HERE):
        at = at.f_back
    name = None if at is None else at.f_globals.get("__name__")
    return isinstance(name, str) and name.partition(".")[0] in _REPORTED


class _Wait(Span):
    """Around a call that waits for a child, or for any."""

    __slots__ = ("child",)
    where = "os.wait"

    def __init__(self, child: "Optional[int]") -> None:
        super().__init__()
        self.child = child

    def _begin(self) -> None:
        self._wait("waitpid", self.child, None)


def _status(child: int, status: int) -> None:
    """Report a child whose end a call has told of."""
    try:
        code = code_of(status) if child > 0 else None
        if code is not None:
            probe.state.children.discard(child)
            probe.emit("reaped", child=child, code=code)
    except Exception as error:
        if not probe.is_ours(error, "os.wait"):
            raise


def _target(pid: "Any") -> "Optional[int]":
    return pid if isinstance(pid, int) and pid > 0 else None


def _blocks(options: "Any") -> bool:
    return isinstance(options, int) and not options & os.WNOHANG


def _wait(original: "Any", *args: "Any") -> "Any":
    if _is_reported():
        return original(*args)
    with _Wait(None):
        found = original(*args)
    _status(found[0], found[1])
    return found


def _wait3(original: "Any", *args: "Any", **named: "Any") -> "Any":
    options = named.get("options", args[0] if args else None)
    return _waited(original, None, options, args, named)


def _waitpid(original: "Any", *args: "Any") -> "Any":
    target = _target(args[0]) if args else None
    return _waited(original, target, args[1] if len(args) > 1 else None, args, {})


def _wait4(original: "Any", *args: "Any", **named: "Any") -> "Any":
    target = _target(named.get("pid", args[0] if args else None))
    options = named.get("options", args[1] if len(args) > 1 else None)
    return _waited(original, target, options, args, named)


def _waited(
    original: "Any", target: "Optional[int]", options: "Any", args: "Any", named: "Any"
) -> "Any":
    if _is_reported():
        return original(*args, **named)
    if _blocks(options):
        with _Wait(target):
            found = original(*args, **named)
    else:
        found = original(*args, **named)
    _status(found[0], found[1])
    return found


def _waitid(original: "Any", *args: "Any") -> "Any":
    if _is_reported():
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


def _system(original: "Any", *args: "Any", **named: "Any") -> "Any":
    if _is_reported():
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


def _posix_spawn(original: "Any", *args: "Any", **named: "Any") -> "Any":
    if _is_reported():
        return original(*args, **named)
    argv = named.get("argv", args[1] if len(args) > 1 else ())
    spawn = _Spawn(original.__name__, argv, named)
    with spawn:
        spawn.pid = original(*args, **named)
    return spawn.pid


def _in_child() -> None:
    """A forked child says by which call it came to be, for its parent can not."""
    global _pid
    parent, _pid = _pid, os.getpid()
    try:
        api = _fork_api()
        if api is not None:
            probe.emit("identity", parent=parent, **PLAIN, api=api, site=sites.calling())
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def _fork_api() -> "Optional[str]":
    """The call that forked; None where the fork is part of a start that is reported already."""
    at: "Optional[FrameType]" = sys._getframe(2)
    if at is None or _is_reported(at):
        return None
    library = sites.library_file(at.f_code.co_filename)
    if library is None:
        names = at.f_code.co_names
        return "os.forkpty" if "forkpty" in names and "fork" not in names else "os.fork"
    # os.spawn* call each other: the outermost is the program's.
    name = "os.fork"
    while at is not None and sites.library_file(at.f_code.co_filename) == library:
        name = library[:-3].replace("/", ".") + "." + at.f_code.co_name
        at = at.f_back
    return name
