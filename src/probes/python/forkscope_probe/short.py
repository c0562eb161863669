"""Short texts of values, made without running code of the program."""

import os

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional

# Characters of one text of arguments, and of one value within it.
_MAX = 200
_MAX_VALUE = 80
# Elements of a container, and words of a command line.
_MAX_ITEMS = 8
_MAX_WORDS = 1000
_SCALARS = (type(None), bool, int, float, complex)
# Printed whole up to this size; printing a longer one takes time that grows with its square.
_MAX_INT = 1 << 256
_BRACES = {tuple: "()", list: "[]", set: "{}", frozenset: "{}", dict: "{}"}


def arguments(args: "Any", named: "Any") -> str:
    """`1, 'text', <Thing>, key=[1, 2]`: what a function is called with."""
    parts = [value(one) for one in args[:_MAX_ITEMS]] if type(args) is tuple else []
    if type(args) is tuple and len(args) > _MAX_ITEMS:
        parts.append("\u2026")
    if type(named) is dict:
        for key in list(named)[:_MAX_ITEMS]:
            if type(key) is str:
                parts.append("%s=%s" % (key[:_MAX_VALUE], value(named.get(key))))
        if len(named) > _MAX_ITEMS:
            parts.append("\u2026")
    return _cut(", ".join(parts), _MAX)


def value(item: "Any", nested: bool = False) -> str:
    """A value as Python prints it where it is built in, else the name of its type."""
    kind = type(item)
    if kind in (str, bytes):
        text = repr(item[:_MAX_VALUE])
        return text if len(item) <= _MAX_VALUE else text[:-1] + "\u2026" + text[-1]
    if kind is int and not -_MAX_INT < item < _MAX_INT:
        return "<int>"
    if kind in _SCALARS:
        return repr(item)
    braces = None if nested else _BRACES.get(kind)
    if braces is None:
        return "<%s>" % type.__dict__["__name__"].__get__(kind)
    return _cut(braces[0] + _items(item) + braces[1], _MAX_VALUE)


def _items(items: "Any") -> str:
    # A copy of the first ones; another thread may change the container meanwhile.
    try:
        first = [one for one, _ in zip(items, range(_MAX_ITEMS))]
    except RuntimeError:
        return "\u2026"
    if type(items) is dict:
        parts = ["%s: %s" % (value(key, True), _at(items, key)) for key in first]
    else:
        parts = [value(one, True) for one in first]
    if len(items) > len(first):
        parts.append("\u2026")
    return ", ".join(parts) + ("," if type(items) is tuple and len(items) == 1 else "")


def _at(items: "Any", key: "Any") -> str:
    # To look up an object of the program would run its code.
    return value(items.get(key), True) if type(key) in _SCALARS + (str, bytes) else "\u2026"


def command(args: "Any", shell: bool = False) -> "Optional[List[str]]":
    """The words of a command line; None where only running code would tell them."""
    if type(args) not in (list, tuple):
        word = _word(args)
        if word is None:
            return None
        return ["/bin/sh", "-c", word] if shell else [word]
    words: "List[str]" = ["/bin/sh", "-c"] if shell else []
    for item in args[:_MAX_WORDS]:
        words.append(_word(item) or ("" if type(item) in (str, bytes) else value(item)))
    return words


def _word(item: "Any") -> "Optional[str]":
    if isinstance(item, str):
        return str.__str__(item)
    if isinstance(item, bytes):
        return os.fsdecode(bytes(item)) if type(item) is bytes else None
    if type(item).__module__ in ("pathlib", "pathlib._local"):
        return os.fspath(item)
    return None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "\u2026"
