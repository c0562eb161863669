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
    from typing import Any, Callable, List, Optional

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
    function: "FunctionType" = vars(owner)[name]

    def within(body: "List[Any]") -> "List[Any]":
        block = place(parsed("with hooks.%s: pass" % call), body[0])
        block.body = edit(body) if edit is not None else body
        return [block]

    code = _rewritten(function, hooks, within)
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
    function = vars(owner)[name]
    code = _rewritten(function, hooks, edit)
    if code is not None:
        function.__code__ = code
    return code is not None


def replace(body: "List[Any]", change: "Callable[[Any], Optional[List[Any]]]") -> "List[Any]":
    """Put other statements in the place of those, however deep, for which `change` has some."""
    out: "List[Any]" = []
    for node in body:
        for name in ("body", "handlers", "orelse", "finalbody"):
            part = getattr(node, name, None)
            if part:
                setattr(node, name, replace(part, change))
        other = change(node)
        out += [node] if other is None else other
    return out


def parsed(text: str) -> "Any":
    """The syntax tree of one statement, in which `hooks` is the hooks object."""
    return compile(text.replace("hooks", repr(_MARK)), "<hook>", "exec", _ONLY_AST).body[0]


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
        # Another tool, or a test, has put something else in its place.
        return None
    text = _source(function)
    if text is None:
        return None
    old = function.__code__
    filename = old.co_filename
    same = _code_named(compile(text, filename, "exec", dont_inherit=True), old)
    if same is None or (same.co_code, same.co_names) != (old.co_code, old.co_names):
        # The file is not what runs: edited since, or another tool has been here.
        return None
    tree = compile(text, filename, "exec", _ONLY_AST, dont_inherit=True)
    node = tree.body[-1]
    while not isinstance(node, _ast.FunctionDef):
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


def _source(function: "FunctionType") -> "Optional[str]":
    """The function's text, on the lines and columns where it stands in its file."""
    code = function.__code__
    lines: "List[str]" = []
    indent = 0
    try:
        with open(code.co_filename, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if number < code.co_firstlineno:
                    continue
                bare = line.lstrip()
                depth = len(line) - len(bare)
                if not lines:
                    indent = depth
                elif bare and depth <= indent:
                    break
                lines.append(line)
    except (OSError, UnicodeError):
        return None
    above = code.co_firstlineno - 1
    if not lines or above < 2:
        return None
    # A call like `os.getpid()` is compiled differently where the file imports the name.
    modules = [n for n in code.co_names if isinstance(function.__globals__.get(n), type(_ast))]
    head = ("import " + ", ".join(modules) if modules else "") + "\n" * (above - 1)
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
