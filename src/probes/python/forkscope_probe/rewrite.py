"""Puts hooks into the body of a library function, in place.

A wrapper would add a frame to every traceback, stack dump and recursion that passes through it. A
function whose own code says `with hooks.join(self, timeout): …` keeps file, line and column of each
statement, so what the user is shown stays the same to the byte. The function object stays the same
too, hence whoever holds it already (`atexit`, a subclass) gets the new code.

Where the source is not at hand, or is not what runs, a plain wrapper takes the function's place.
"""

import functools
import marshal

from . import loading

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, List, Optional

    Edit = Callable[[List[Any]], List[Any]]

# Stands in the compiled code where the hooks object will be.
MARK = "forkscope hooks"
# What the code of a rewritten function depends on, beside that function and the part that asks.
_MADE_BY = ("rewrite", "editing")
# Where a hook is called: `with` it around the body, as the first thing, or in the end in any case.
AROUND, BEFORE, AFTER = "around", "before", "after"


def surround(
    owner: "Any",
    name: str,
    hooks: "Any",
    call: str,
    where: str = AROUND,
    edit: "Optional[Edit]" = None,
) -> "Any":
    """Have `hooks.<call>` called around, before or after the body of a class's or module's function.

    `edit` may change the body's statements before that. Returns what the owner now has: the same
    function, or a wrapper.
    """
    function: "Any" = vars(owner).get(name)
    home = getattr(owner, "__module__", owner.__name__)
    if not isinstance(function, type(around)) or function.__globals__.get("__name__") != home:
        # The program, or a test, has put something of its own in its place.
        return function
    whole = around(call, where)
    code = _rewritten(function, hooks, lambda body: whole(edit(body) if edit else body))
    if code is not None:
        function.__code__ = code
        return function
    hook = getattr(hooks, call.partition("(")[0])
    wrapper = functools.wraps(function)(_WRAPPERS[where](hook, function))
    setattr(owner, name, wrapper)
    return wrapper


def _with_hook(hook: "Any", function: "Any") -> "Any":
    def wrapper(*args: "Any", **kwargs: "Any") -> "Any":
        with hook(*args, **kwargs):
            return function(*args, **kwargs)

    return wrapper


def _hook_first(hook: "Any", function: "Any") -> "Any":
    def wrapper(*args: "Any", **kwargs: "Any") -> "Any":
        hook(*args, **kwargs)
        return function(*args, **kwargs)

    return wrapper


def _hook_last(hook: "Any", function: "Any") -> "Any":
    def wrapper(*args: "Any", **kwargs: "Any") -> "Any":
        try:
            return function(*args, **kwargs)
        finally:
            hook(*args, **kwargs)

    return wrapper


_WRAPPERS = {AROUND: _with_hook, BEFORE: _hook_first, AFTER: _hook_last}


def change(owner: "Any", name: str, hooks: "Any", edit: "Edit") -> bool:
    """Edit the statements of a function's body; False, and nothing done, where that is not possible."""
    function = vars(owner).get(name)
    # The function within a property or a static method.
    function = getattr(function, "fget", None) or getattr(function, "__func__", function)
    code = _rewritten(function, hooks, edit)
    if code is not None:
        function.__code__ = code
    return code is not None


def around(call: str, where: str = AROUND) -> "Edit":
    """An edit that has `hooks.<call>` called around, before or after the whole body."""
    return lambda body: getattr(loading.load("editing"), where)(body, call)


def swap(old: str, new: str) -> "Edit":
    """An edit that puts other statements in the place of one, wherever in the body it stands.

    `BODY` in the new ones is the old one. What is new is shown, if at all, where the call of the old
    one stands.
    """
    return lambda body: loading.load("editing").swap(body, old, new)


def _rewritten(function: "Any", hooks: "Any", edit: "Edit") -> "Optional[CodeType]":
    if not isinstance(function, type(around)):
        return None

    def make() -> "Optional[CodeType]":
        try:
            editing: "Any" = loading.load_whole(("editing",))
        except loading.Unavailable:
            return None
        return None if editing is None else editing.rewritten(function, edit)

    made_of = _made_of(function.__code__, hooks)
    new = make() if made_of is None else loading.code_of(made_of, make)
    if new is None:
        return None
    return new.replace(co_consts=tuple([hooks if c == MARK else c for c in new.co_consts]))


def _made_of(code: "CodeType", hooks: "Any") -> "Optional[bytes]":
    """What the rewritten code follows from: the function's own code, and the texts of the parts.

    What a part asks for has to depend on nothing else.
    """
    parts = (*_MADE_BY, hooks.__module__.rpartition(".")[2])
    try:
        # This version of the format writes equal objects as equal bytes.
        return b"".join([loading.stamp_of(part) for part in parts]) + marshal.dumps(code, 2)
    except (OSError, ValueError) as error:
        if loading.foreign(error):
            raise
        return None
