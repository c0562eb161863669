"""BaseProcess._bootstrap: a child says who it is, when its code is over, and its exit code."""

from . import at_exit, loading, mp_facts, probe, rewrite

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Optional


def patch(module: "Any") -> None:
    probe.introduce = _introduce
    rewrite.surround(module.BaseProcess, "_bootstrap", Hooks, "bootstrap(self)", rewrite.BEFORE, _edit)


def _edit(body: "List[Any]") -> "List[Any]":
    """Surround `self.run()`, and let the return value be seen."""
    for node in body:
        for name in ("body", "handlers", "orelse", "finalbody"):
            part = getattr(node, name, None)
            if part:
                setattr(node, name, _edit(part))
    return [_edited(node) for node in body]


def _edited(node: "Any") -> "Any":
    editing: "Any" = loading.load("editing")
    kind = type(node).__name__
    if kind == "Return" and node.value is not None:
        call = editing.place(editing.parsed("return hooks.returned(0)"), node)
        call.value.args = [node.value]
        return call
    if kind == "Expr" and editing.is_same(node, editing.parsed("self.run()")):
        block = editing.place(editing.parsed("with hooks.run(): pass"), node)
        block.body = [node]
        return block
    return node


def _bootstrap(process: "Any", *_unused: "Any", **_unused_too: "Any") -> None:
    """Before _bootstrap(): the child's first words."""
    if probe.state.pid == 0:
        # Silent so far: the parent says the same of it.
        probe.state.child = process
    else:
        _introduce(process)


def _introduce(process: "Any") -> None:
    try:
        facts = mp_facts.described(process)
        probe.emit("identity", parent=process._parent_pid, **facts)
    except Exception as error:
        if not probe.is_ours(error, "_bootstrap"):
            raise


class _Run:
    """Around self.run(): it is all that a child has of its own; what follows is the exit phase."""

    __slots__ = ()

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: "Optional[BaseException]", _trace: object) -> None:
        try:
            at_exit.say_code_ended(error)
        except Exception as failure:
            if not probe.is_ours(failure, "run"):
                raise


def _returned(code: "Any") -> "Any":
    """Note the exit code on its way."""
    if isinstance(code, int):
        probe.state.exit_code = code
    return code


class Hooks:
    """What the rewritten method calls."""

    bootstrap = staticmethod(_bootstrap)
    run = _Run
    returned = staticmethod(_returned)
