"""JSON without the `json` package, which programs that do not use it need not pay for."""

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict

# Longest text of one field. Longer ones are names or messages that nobody reads to the end.
MAX_TEXT = 8192


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


def value(item: "Any") -> str:
    """Any value that a message holds."""
    if item is None:
        return "null"
    if item is True:
        return "true"
    if item is False:
        return "false"
    if isinstance(item, str):
        return text(item)
    if isinstance(item, int):
        return "%d" % item
    if isinstance(item, dict):
        return "{" + fields(item) + "}"
    return "[" + ",".join([value(part) for part in item]) + "]"


def fields(message: "Dict[str, Any]") -> str:
    """The inside of an object, without its braces."""
    return ",".join(['"' + key + '":' + value(item) for key, item in message.items()])
