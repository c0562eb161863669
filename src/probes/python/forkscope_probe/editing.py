"""Makes the changed code of a library function: reads its text, edits its syntax tree, compiles it.

Loaded only where no earlier process has left that code behind.
"""

import _ast

from .rewrite import MARK

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FunctionType
    from typing import Any, Callable, List, Optional, Tuple

_ONLY_AST = 0x400


def around(body: "List[Any]", call: str) -> "List[Any]":
    """The whole body within `with hooks.<call>:`."""
    block = place(parsed("with hooks.%s: pass" % call), body[0])
    block.body = body
    return [block]


def before(body: "List[Any]", call: str) -> "List[Any]":
    """The body after a call of `hooks.<call>`."""
    return [place(parsed("hooks." + call), body[0]), *body]


def after(body: "List[Any]", call: str) -> "List[Any]":
    """The body, and in the end `hooks.<call>`, also where it raises."""
    block = place(parsed("try: pass\nfinally: hooks." + call), body[0])
    block.body = body
    return [block]


def swap(body: "List[Any]", old: str, new: str) -> "List[Any]":
    """The body with other statements in the place of one; see rewrite.swap()."""
    return _swapped(body, parsed(old), new)


def _swapped(body: "List[Any]", wanted: "Any", new: str) -> "List[Any]":
    out: "List[Any]" = []
    for node in body:
        if is_same(node, wanted):
            like = _first_call(node) or node
            out += _filled([place(one, like) for one in parsed_all(new)], node)
            continue
        for name in ("body", "handlers", "orelse", "finalbody"):
            part = getattr(node, name, None)
            if part:
                setattr(node, name, _swapped(part, wanted, new))
        out.append(node)
    return out


def is_same(one: "Any", other: "Any") -> bool:
    """Whether two syntax trees are equal, wherever they stand."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if not isinstance(one, _ast.AST):
        return type(one) is type(other) and one == other
    if type(one) is not type(other):
        return False
    return all(is_same(getattr(one, n, None), getattr(other, n, None)) for n in one._fields)


def _first_call(node: "Any") -> "Any":
    if isinstance(node, _ast.Call):
        return node
    for name in node._fields:
        part = getattr(node, name, None)
        for child in part if isinstance(part, list) else (part,):
            found = _first_call(child) if isinstance(child, _ast.AST) else None
            if found is not None:
                return found
    return None


def _filled(body: "List[Any]", old: "Any") -> "List[Any]":
    """Put the old statement where `BODY` stands."""
    for index, node in enumerate(body):
        if isinstance(node, _ast.Expr) and getattr(node.value, "id", None) == "BODY":
            body[index] = old
            continue
        for name in ("body", "orelse"):
            _filled(getattr(node, name, None) or [], old)
    return body


def parsed(text: str) -> "Any":
    """The syntax tree of one statement, in which `hooks` is the hooks object."""
    return parsed_all(text)[0]


def parsed_all(text: str) -> "List[Any]":
    """The syntax trees of several statements."""
    return compile(text.replace("hooks", repr(MARK)), "<hook>", "exec", _ONLY_AST).body


def place(node: "Any", like: "Any") -> "Any":
    """Give a tree the position of another node, whose line the user may be shown."""
    for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
        if name in node._attributes:
            setattr(node, name, getattr(like, name))
    for name in node._fields:
        part = getattr(node, name, None)
        for child in part if isinstance(part, list) else (part,):
            if isinstance(child, _ast.AST):
                place(child, like)
    return node


def rewritten(
    function: "Any", edit: "Callable[[List[Any]], List[Any]]"
) -> "Optional[CodeType]":
    """A function's code with its body's statements edited; MARK is among the constants.

    None where the text is not at hand or not what runs, or where the edit has changed nothing.
    """
    old = function.__code__
    filename = old.co_filename
    for imports in ("", " \t"):
        text = _source(function, imports)
        if text is None:
            return None
        same = _code_named(compile(text, filename, "exec", dont_inherit=True), old)
        if same is not None and _runs_as(same, old):
            break
    else:
        # The file is not what runs: edited since, or another tool has been here.
        return None
    tree = compile(text, filename, "exec", _ONLY_AST, dont_inherit=True)
    node = tree.body[-1]
    while not isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef)):
        node = node.body[0]
    first = node.body[0]
    start = 1 if isinstance(first, _ast.Expr) and isinstance(first.value, _ast.Constant) else 0
    body = node.body[start:]
    node.body[start:] = edit(body)
    new = _code_named(compile(tree, filename, "exec", dont_inherit=True), old)
    if new is None or new.co_freevars != old.co_freevars or MARK not in new.co_consts:
        return None
    if hasattr(old, "co_qualname"):
        new = new.replace(co_qualname=old.co_qualname)  # type: ignore[call-arg]
    return new


def _runs_as(one: "CodeType", other: "CodeType") -> bool:
    same = (one.co_code, one.co_names) == (other.co_code, other.co_names)
    return same and _plain(one) == _plain(other)


def _plain(code: "CodeType") -> "List[Any]":
    """The constants, but for texts and inner functions: these hold the names of what is around."""
    return [c for c in code.co_consts if not isinstance(c, (str, type(code)))]


# The file that was read last, and its lines that may be imports: as a rule, several functions of a
# file are rewritten.
_read: "Tuple[str, List[str], List[str]]" = ("", [], [])


def _lines(path: str) -> "Tuple[List[str], List[str]]":
    global _read
    if _read[0] != path:
        with open(path, encoding="utf-8") as file:
            lines = file.readlines()
        _read = (path, lines, [line for line in lines if "import " in line])
    return _read[1:]


def _source(function: "FunctionType", before: str) -> "Optional[str]":
    """The function's text, on the lines and columns where it stands in its file.

    A call like `os.getpid()` is compiled differently where the file imports the name. So those that
    it imports stand in front; they are looked for in lines that begin with `import` or `from`, which
    characters of `before` may precede.
    """
    code = function.__code__
    names = {n for n in code.co_names if isinstance(function.__globals__.get(n), type(_ast))}
    try:
        file, imports = _lines(code.co_filename)
    except (OSError, UnicodeError):
        return None
    for line in imports:
        if line.lstrip(before).startswith(("import ", "from ")):
            words = line.partition("import ")[2].replace(",", " ").split()
            names.update([word for word in words if word in code.co_names])
    lines: "List[str]" = []
    indent = 0
    begun = False
    for line in file[code.co_firstlineno - 1 :]:
        bare = line.lstrip()
        depth = len(line) - len(bare)
        if not lines:
            indent = depth
        elif begun and bare and depth <= indent and not bare.startswith(")"):
            break
        # Decorators come first.
        begun = begun or bare.startswith(("def ", "async "))
        lines.append(line)
    above = code.co_firstlineno - 1
    if not lines or above < 2:
        return None
    head = ("import " + ", ".join(sorted(names)) if names else "") + "\n" * (above - 1)
    # An indented function needs something to be indented under; in a class, private names are mangled.
    outer = function.__qualname__.split(".")[-2:-1]
    under = "class %s:\n" % outer[0] if outer and outer[0].isidentifier() else "if 1:\n"
    return head + (under if indent else "\n") + "".join(lines)


def _code_named(outer: "CodeType", like: "CodeType") -> "Optional[CodeType]":
    for const in outer.co_consts:
        if not isinstance(const, type(outer)):
            continue
        if const.co_name == like.co_name and const.co_firstlineno == like.co_firstlineno:
            return const
        found = _code_named(const, like)
        if found is not None:
            return found
    return None
