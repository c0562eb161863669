"""Puts a Python function before a C function, in such a way that no traceback shows it.

The function that is called sees the arguments, the result and the error. An exception that passes a
Python function gains an entry in its traceback; so the one in between does not raise: it returns an
object, and what raises is the C code that creates it.

Calling a class runs its `__new__`, which may return anything: the result, as a rule. Where it returns
an instance, its `__init__` is looked up. That is a property here, read by C code, which calls the C
function that raises what it is given.
"""

import _codecs
import _operator
import sys

from . import probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

_raise = _codecs.lookup_error("strict")


def _as_original(name: str) -> property:
    return property(lambda cls: getattr(cls._original, name))


def _signature(cls: "Any") -> "Any":
    if "inspect" not in sys.modules:
        raise AttributeError("__signature__")
    return sys.modules["inspect"].signature(cls._original)


class _Like(type):
    """Makes a class look like the function that it stands for.

    By properties, which cost nothing where a class is called; `__getattribute__` would be called then.
    """

    def __repr__(cls) -> str:
        return repr(cls._original)  # type: ignore[attr-defined]

    __doc__, __module__, __self__, __text_signature__ = map(
        _as_original, ("__doc__", "__module__", "__self__", "__text_signature__")
    )
    __signature__ = property(_signature)


def instead(original: "Any", around: "Callable[..., Any]") -> "Any":
    """What to call in place of a C function: it calls `around(original, *args, **named)`."""

    class Call(metaclass=_Like):
        _original = original

        def __new__(cls, *args: "Any", **named: "Any") -> "Any":
            try:
                return around(original, *args, **named)
            except BaseException as error:
                return _raiser(Call, error)

    Call.__name__, Call.__qualname__ = original.__name__, original.__qualname__
    return Call


def _raiser(call: "Any", error: BaseException) -> "Any":
    """An object whose creation ends with the error being raised, as if by the C function itself."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(probe.OURS):
        trace = trace.tb_next
    error.__traceback__ = trace
    names = {"__init__": property(_operator.methodcaller("_raise", error)), "_raise": _raise}
    return object.__new__(_Like("Raiser", (call,), names))
