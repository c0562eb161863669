"""JSON without the `json` package, which programs that do not use it need not pay for."""

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, List

# Longest text of one field. Longer ones are names or messages that nobody reads to the end.
MAX_TEXT = 8192


class Raw(str):
    """Text that is JSON already."""

    __slots__ = ()


def text(value: str) -> str:
    """A JSON string in ASCII. Bytes that were no text (lone surrogates) become U+FFFD."""
    if len(value) > MAX_TEXT:
        value = value[:MAX_TEXT] + "\u2026"
    if value.isascii() and value.isprintable() and '"' not in value and "\\" not in value:
        return '"' + value + '"'
    out = []
    for char in value:
        code = ord(char)
        if char == '"' or char == "\\":
            out.append("\\" + char)
        elif 0x20 <= code < 0x7F:
            out.append(char)
        elif 0xD800 <= code < 0xE000:
            out.append("\\ufffd")
        elif code < 0x10000:
            out.append("\\u%04x" % code)
        else:
            code -= 0x10000
            out.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
    return '"' + "".join(out) + '"'


def whole(value: str) -> str:
    """A JSON string in ASCII of any length; made for long ones that are mostly plain."""
    odd = value.encode("ascii", "replace").translate(None, _PLAIN)
    if not odd and value.isascii():
        return '"' + value.replace("\n", "\\n") + '"'
    quick = value
    for char, escape in _FREQUENT:
        quick = quick.replace(char, escape)
    if quick.isascii() and not odd.translate(None, _ESCAPED):
        return '"' + quick + '"'
    quick = quick.translate(_RARE).encode("ascii", "backslashreplace").decode("ascii")
    if "\\U" in quick or "\\ud" in quick:
        # Perhaps a character that JSON writes as two, perhaps none.
        return '"' + "".join([text(part)[1:-1] for part in _parts(value)]) + '"'
    return '"' + quick + '"'


# The backslash first: the others bring some.
_FREQUENT = (
    ("\\", "\\\\"),
    ('"', '\\"'),
    ("\n", "\\n"),
    ("\r", "\\r"),
    ("\t", "\\t"),
    ("\x1b", "\\u001b"),
)
_ESCAPED = "".join([char for char, _ in _FREQUENT]).encode("ascii")
_PLAIN = bytes([code for code in range(0x20, 0x7F) if code not in _ESCAPED]) + b"\n"
# What `backslashreplace` leaves alone or writes in two digits.
_RARE = {code: "\\u%04x" % code for code in (*range(0x20), *range(0x7F, 0x100))}


def _parts(value: str) -> "List[str]":
    return [value[start : start + MAX_TEXT] for start in range(0, len(value), MAX_TEXT)]


def value(item: "Any") -> str:
    """Any value that a message holds."""
    if item is None:
        return "null"
    if item is True:
        return "true"
    if item is False:
        return "false"
    if isinstance(item, str):
        return item if type(item) is Raw else text(item)
    if isinstance(item, int):
        return "%d" % item
    if isinstance(item, dict):
        return "{" + fields(item) + "}"
    return "[" + ",".join([value(part) for part in item]) + "]"


def fields(message: "Dict[str, Any]") -> str:
    """The inside of an object, without its braces."""
    return ",".join(['"' + key + '":' + value(item) for key, item in message.items()])
