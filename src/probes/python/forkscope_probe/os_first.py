"""What stands in the place of the calls of `os` that start processes and wait for them.

Most programs make none of them, so what reports them is loaded by the first call.
"""

import _thread
import os
import sys

from . import frameless, lazy, loading, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_NAMES = ("wait", "waitpid", "wait3", "wait4", "waitid", "system", "posix_spawn", "posix_spawnp")
# Modules whose calls are part of what is reported, as forking.is_reported() would find for more.
_REPORTED = ("multiprocessing.popen_fork", "subprocess")


def patch(module: "Any") -> None:
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)
    for name in _NAMES:
        original = getattr(module, name, None)
        if original is None:
            continue
        call = frameless.instead(original, _first(name))
        setattr(module, name, call)
        # Pickle looks for it where its __module__ says, and expects to find this very object there.
        setattr(sys.modules[original.__module__], name, call)


def _before() -> None:
    if probe.starting != _thread.get_ident():
        _run("forking", "before")


def _in_parent() -> None:
    if probe.starting != _thread.get_ident():
        _run("forking", "in_parent")


def _in_child() -> None:
    is_reported = probe.starting == _thread.get_ident()
    probe.starting = 0
    if not is_reported:
        _run("forking", "in_child")


def _first(name: str) -> "Callable[..., Any]":
    def call(original: "Any", *args: "Any", **named: "Any") -> "Any":
        # Between this function and the caller stands the one of `frameless`.
        caller = sys._getframe(1).f_back
        if caller is not None and caller.f_globals.get("__name__") in _REPORTED:
            return original(*args, **named)
        around = None if probe.state.muted else _part("os_calls", name)
        return around(original, *args, **named) if around else original(*args, **named)

    return call


def _run(part: str, name: str) -> None:
    function = None if probe.state.muted else _part(part, name)
    if function is not None:
        function()


def _part(part: str, name: str) -> "Any":
    """A function of another part; None where the part can not be loaded now."""
    try:
        module = loading.load_whole((*lazy.STARTS, part))
        return None if module is None else vars(module)[name]
    except loading.Unavailable:
        return None
    except Exception as error:
        if not probe.is_ours(error, "os"):
            raise
        return None
