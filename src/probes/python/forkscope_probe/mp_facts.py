"""What a `multiprocessing` process object says of itself, read without running code of the program."""

import functools
import sys
from types import BuiltinFunctionType, FunctionType, MethodType

from . import short

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Optional

# What the workers of pools run, and where it is defined.
_WORKERS = {"worker": "multiprocessing.pool", "_process_worker": "concurrent.futures.process"}


def described(process: "Any") -> "Dict[str, Any]":
    """Name, daemon, class, target and start method. Works before `__init__` was called, too."""
    kind = type(process)
    facts = vars(process)
    name = facts.get("_name")
    described: "Dict[str, Any]" = {
        "api": "multiprocessing",
        "name": str.__str__(name) if isinstance(name, str) else kind.__name__,
        "daemon": bool(facts.get("_config", {}).get("daemon", False)),
        "className": None if _is_library(kind) else kind.__name__,
        "target": _target(process),
        "method": _method(process),
    }
    if described["target"] in _WORKERS and _module(facts["_target"]) in _WORKERS.values():
        described["role"] = "pool-worker"
    elif facts.get("_args") or facts.get("_kwargs"):
        described["args"] = short.arguments(facts.get("_args"), facts.get("_kwargs"))
    return described


def _module(target: "Any") -> "Optional[str]":
    """The module of a function; other callables may answer with code of their own."""
    return target.__module__ if isinstance(target, FunctionType) else None


def _is_library(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "multiprocessing"


def _target(process: "Any") -> "Optional[str]":
    base = sys.modules["multiprocessing.process"].BaseProcess
    if type(process).run is not base.run:
        return None
    target = vars(process).get("_target")
    return None if target is None else _qualified(target)


def _qualified(target: "Any") -> str:
    while isinstance(target, functools.partial):
        target = target.func
    if isinstance(target, (FunctionType, BuiltinFunctionType, type)):
        return target.__qualname__
    if isinstance(target, MethodType):
        return _qualified(target.__func__)
    # Other callables may answer to any attribute with code of their own.
    return type(target).__qualname__


def _method(process: "Any") -> "Optional[str]":
    """The method of the class, else the one that the default context has or would choose."""
    method = getattr(process, "_start_method", None)
    context = sys.modules.get("multiprocessing.context")
    if method is None and context is not None:
        default = context._default_context
        method = default.get_start_method(allow_none=True) or default._default_context._name
    return method
