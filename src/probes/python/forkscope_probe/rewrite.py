"""Puts a `with` around the body of a library function, in place.

A wrapper would add a frame to every traceback, stack dump and recursion that passes through it. A
function whose own code says `with hooks.join(self, timeout): …` keeps file, line and column of each
statement, so what the user is shown stays the same to the byte. The function object stays the same
too, hence whoever holds it already (`atexit`, a subclass) gets the new code.

Where the source is not at hand, or is not what runs, a plain wrapper takes the function's place.
"""

import _ast
import functools

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FunctionType
    from typing import Any, Callable, List, Optional, Tuple

    Edit = Callable[[List[Any]], List[Any]]

# Stands in the compiled code where the hooks object will be.
_MARK = "forkscope hooks"
_ONLY_AST = 0x400


def surround(
    owner: "Any", name: str, hooks: "Any", call: str, edit: "Optional[Edit]" = None
) -> "Any":
    """Run the body of a class's or module's function within `with hooks.<call>:`.

    `edit` may change the body's statements before they are surrounded. Returns what the owner now
    has: the same function, or a wrapper.
    """
    function: "Any" = vars(owner).get(name)
    home = getattr(owner, "__module__", owner.__name__)
    if not isinstance(function, type(place)) or function.__globals__.get("__name__") != home:
        # The program, or a test, has put something of its own in its place.
        return function
    whole = around(call)
    code = _rewritten(function, hooks, lambda body: whole(edit(body) if edit else body))
    if code is not None:
        function.__code__ = code
        return function
    hook = getattr(hooks, call.partition("(")[0])

    @functools.wraps(function)
    def wrapper(*args: "Any", **kwargs: "Any") -> "Any":
        with hook(*args, **kwargs):
            return function(*args, **kwargs)

    setattr(owner, name, wrapper)
    return wrapper


def change(owner: "Any", name: str, hooks: "Any", edit: "Edit") -> bool:
    """Edit the statements of a function's body; False, and nothing done, where that is not possible."""
    function = vars(owner).get(name)
    # The function within a property or a static method.
    function = getattr(function, "fget", None) or getattr(function, "__func__", function)
    code = _rewritten(function, hooks, edit)
    if code is not None:
        function.__code__ = code
    return code is not None


def around(call: str) -> "Edit":
    """An edit that runs the whole body within `with hooks.<call>:`."""

    def edit(body: "List[Any]") -> "List[Any]":
        block = place(parsed("with hooks.%s: pass" % call), body[0])
        block.body = body
        return [block]

    return edit


def swap(old: str, new: str) -> "Edit":
    """An edit that puts other statements in the place of one, wherever in the body it stands.

    `BODY` in the new ones is the old one. What is new is shown, if at all, where the call of the old
    one stands.
    """
    wanted = parsed(old)

    def edit(body: "List[Any]") -> "List[Any]":
        out: "List[Any]" = []
        for node in body:
            if _is_same(node, wanted):
                like = _first_call(node) or node
                out += _filled([place(one, like) for one in parsed_all(new)], node)
                continue
            for name in ("body", "handlers", "orelse", "finalbody"):
                part = getattr(node, name, None)
                if part:
                    setattr(node, name, edit(part))
            out.append(node)
        return out

    return edit


def _is_same(one: "Any", other: "Any") -> bool:
    """Whether two syntax trees are equal, wherever they stand."""
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    if not isinstance(one, _ast.AST):
        return type(one) is type(other) and one == other
    if type(one) is not type(other):
        return False
    return all(_is_same(getattr(one, n, None), getattr(other, n, None)) for n in one._fields)


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
    return compile(text.replace("hooks", repr(_MARK)), "<hook>", "exec", _ONLY_AST).body


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


def _rewritten(function: "Any", hooks: "Any", edit: "Edit") -> "Optional[CodeType]":
    if not isinstance(function, type(place)):
        return None
    old = function.__code__
    filename = old.co_filename
    for imports in ("", " \t"):
        text = _source(function, imports)
        if text is None:
            return None
        same = _code_named(compile(text, filename, "exec", dont_inherit=True), old)
        if same is not None and (same.co_code, same.co_names) == (old.co_code, old.co_names):
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
    if new is None or new.co_freevars != old.co_freevars or _MARK not in new.co_consts:
        return None
    consts = tuple([hooks if const == _MARK else const for const in new.co_consts])
    new = new.replace(co_consts=consts)
    if hasattr(old, "co_qualname"):
        new = new.replace(co_qualname=old.co_qualname)  # type: ignore[call-arg]
    return new


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
