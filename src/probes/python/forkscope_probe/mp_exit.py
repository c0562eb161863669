"""util._exit_function: the exit phase, in which daemons are terminated and the others joined."""

import _thread
import atexit
import sys

from . import at_exit, loading, probe, rewrite

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def patch(module: "Any") -> None:
    original = module._exit_function
    if rewrite.surround(module, "_exit_function", Hooks, "exit_phase()") is not original:
        # The module has registered the one that was replaced.
        atexit.unregister(original)
        atexit.register(module._exit_function)


class _ExitPhase:
    """While it runs, joins and signals of this thread are the runtime's and not the program's."""

    __slots__ = ("state",)

    def __init__(self, *_unused: object, **_unused_too: object) -> None:
        self.state = probe.state

    def __enter__(self) -> None:
        self.state.exit_thread = _thread.get_ident()
        try:
            # Said before, unless what should have said it could not be patched.
            at_exit.say_code_ended(sys.exc_info()[1])
            if _thread._count():
                _say_pending()
        except Exception as error:
            if not probe.is_ours(error, "_exit_function"):
                raise

    def __exit__(self, *_unused: object) -> None:
        self.state.exit_thread = None
        try:
            if "multiprocessing.synchronize" in sys.modules:
                loading.load("mp_held").tell()
                loading.load("mp_sync").tell_unfinished()
        except Exception as error:
            if not probe.is_ours(error, "_exit_function"):
                raise


def _say_pending() -> None:
    """Tell of queues whose items are not all written as the code ends."""
    threading = sys.modules.get("threading")
    queues = sys.modules.get("multiprocessing.queues")
    if threading is None or queues is None:
        return
    for thread in list(threading._active.values()):
        if getattr(thread, "_target", None) is not queues.Queue._feed:
            continue
        count, name = loading.load("mp_sync").pending(thread)
        if count:
            probe.emit("note", note="queue-pending", text=name, count=count)


class Hooks:
    """What the rewritten function calls."""

    exit_phase = _ExitPhase
