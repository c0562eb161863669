"""threading._shutdown, which the interpreter calls as soon as the main script is over."""

from . import at_exit, probe, rewrite

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def patch(module: "Any") -> None:
    rewrite.surround(module, "_shutdown", Hooks, "shutdown()", rewrite.BEFORE)


def _shutdown() -> None:
    """Before _shutdown(), which then waits for the threads that are left."""
    try:
        at_exit.main_ended()
    except Exception as error:
        if not probe.is_ours(error, "threading._shutdown"):
            raise


class Hooks:
    """What the rewritten function calls."""

    shutdown = staticmethod(_shutdown)
