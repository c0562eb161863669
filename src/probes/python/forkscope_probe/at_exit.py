"""The end of a process: its own code is over, then its last words."""

import _thread
import atexit
import os
import sys

from . import output, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

_os_exit = os._exit


def install() -> None:
    # First registered, last called: what the program registers comes before the last words.
    atexit.register(_finalize)
    _exit.__module__ = _os_exit.__module__
    _exit.__doc__ = _os_exit.__doc__
    _exit.__qualname__ = "_exit"
    # Pickle looks for it where its __module__ says, and expects to find this very object there.
    sys.modules[_os_exit.__module__]._exit = _exit  # type: ignore[attr-defined]
    os._exit = _exit


def _exit(status: int) -> "Any":
    """In place of os._exit, which runs no exit handlers: says the last words first."""
    # A silent fork without threads has nothing to say in the end, either: others tell of it.
    if isinstance(status, int) and (probe.state.pid != 0 or _thread._count()):
        _say_last(status)
    return _os_exit(status)


def _finalize() -> None:
    """Called by `atexit`: the end of a process that runs its exit handlers."""
    code = probe.state.exit_code
    if code is None:
        error = _uncaught()
        # After KeyboardInterrupt, the interpreter ends itself by SIGINT.
        if error is not None and not isinstance(error, KeyboardInterrupt):
            code = 1
    _say_last(code)


def _say_last(code: "Optional[int]") -> None:
    state = probe.state
    try:
        if state.pid not in (0, os.getpid()) or state.exiting:
            return
        main_ended()
        if state.pid == 0:
            return
        output.last_words()
        state.exiting = True
        probe.emit("exiting", code=code)
    except Exception as error:
        if not probe.is_ours(error, "exiting"):
            raise
    try:
        state.channel.finish()
    except BaseException:
        # A signal that comes now would, without the probe, have come too late for a handler.
        pass


def main_ended() -> None:
    """The code of a process that is not a `multiprocessing` child is over (its child says so itself)."""
    say_code_ended(_uncaught())


def say_code_ended(error: "Optional[BaseException]") -> None:
    """Once in a process's life, with what ended it; sys.exit() is an ordinary end.

    A silent fork without threads ends at once, which others tell.
    """
    failed = error is not None and not isinstance(error, SystemExit)
    if not failed and probe.state.pid == 0 and _thread._count() == 0:
        return
    if not probe.state.code_ended:
        probe.state.code_ended = True
        probe.emit("code-ended", exception=probe.describe(error) if failed else None)


def _uncaught() -> "Optional[BaseException]":
    """The exception that ended the main script: printed by the interpreter, raised out of its top."""
    error = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    if not isinstance(error, BaseException) or isinstance(error, SystemExit):
        return None
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_globals.get("__name__") == "runpy":
        trace = trace.tb_next
    main = sys.modules.get("__main__")
    if trace is None or main is None:
        return None
    # Interactive tools set these too, for errors that did not end the program.
    return error if trace.tb_frame.f_globals is main.__dict__ else None
