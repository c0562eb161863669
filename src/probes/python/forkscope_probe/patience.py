"""Calls that may block are first made with a short timeout: what takes no longer is not worth a line.

So a program that gets ten thousand messages a second from a queue reports nothing, and one that is
blocked reports it a moment later, as having begun when it did. The call is made with the same object,
by the same function, on the same line; only its timeout is taken in two parts.
"""

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# In s; and in µs.
PATIENCE = 0.002
PATIENCE_US = 2000
# Longer timeouts, of which some overflow, are handed on as they are.
_LONGEST = 1e8


def first(timeout: "Any" = None) -> "Any":
    """The first part of a timeout: all of it where it is short, or no number that we know."""
    return PATIENCE if left(timeout) else timeout


def left(timeout: "Any" = None) -> bool:
    """Whether there is a second part."""
    return timeout is None or (type(timeout) in (int, float) and PATIENCE < timeout < _LONGEST)


def rest(timeout: "Any" = None) -> "Any":
    """The second part."""
    return None if timeout is None else timeout - PATIENCE


class Parts:
    """Base of hooks objects."""

    PATIENCE = PATIENCE
    PATIENCE_MS = PATIENCE * 1000
    first = staticmethod(first)
    left = staticmethod(left)
    rest = staticmethod(rest)
