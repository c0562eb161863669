"""What stands in the place of the calls of `os` that start processes and wait for them.

Most programs make none of them, so what reports them is loaded by the first call.
"""

import sys

from . import frameless, lazy, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_NAMES = ("wait", "waitpid", "wait3", "wait4", "waitid", "system", "posix_spawn", "posix_spawnp")
# Modules whose calls are part of what is reported, as forking.is_reported() would find for more.
_REPORTED = ("multiprocessing.popen_fork", "subprocess")


def patch(module: "Any") -> None:
    for name in _NAMES:
        original = getattr(module, name, None)
        if original is None:
            continue
        call = frameless.instead(original, _first(name))
        setattr(module, name, call)
        # Pickle looks for it where its __module__ says, and expects to find this very object there.
        setattr(sys.modules[original.__module__], name, call)


def _first(name: str) -> "Callable[..., Any]":
    def call(original: "Any", *args: "Any", **named: "Any") -> "Any":
        # Between this function and the caller stands the one of `frameless`.
        caller = sys._getframe(1).f_back
        if caller is not None and caller.f_globals.get("__name__") in _REPORTED:
            return original(*args, **named)
        around = None if probe.state.muted else lazy.function("os_calls", name)
        return around(original, *args, **named) if around else original(*args, **named)

    return call
