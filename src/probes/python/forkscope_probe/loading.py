"""Loads the probe's parts without the import system's traces: no path entry, no finder, no bytecode.

The parts are ordinary modules of the package `forkscope_probe` and import each other as such; that
works because each is loaded before those that import it.
"""

import _thread
import os
import sys

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any, Dict, Iterable, Optional

    # Among the names of this module already when it is run; see codes.start().
    from .codes import OURS, compiled_part, foreign
    from .codes import code_of as code_of
    from .codes import stamp_of as stamp_of

    # Parts that are compiled already, until they are loaded.
    core: Dict[str, CodeType]

PACKAGE = "forkscope_probe"


class Unavailable(Exception):
    """A part can not be read: the program has no file left to open, or another root directory."""


def start() -> None:
    """Say hello to the recorder and put the hooks in place; without a recorder, nothing at all."""
    if not getattr(_thread, "_is_main_interpreter", lambda: True)():
        # A further interpreter of a process that has its probe already.
        return
    package: "Any" = _module(PACKAGE)
    package.__path__ = []
    package.loading = _module(PACKAGE + ".loading")
    vars(package.loading).update(globals())
    for name in ("jsonline", "channel", "probe"):
        load(name)
    if not package.probe.connect("exec"):
        return
    for name in ("output", "at_exit", "lazy", "at_fork"):
        load(name)
    package.at_fork.install()
    package.output.install()
    if os.environ.get("FORKSCOPE_STACK_SIGNAL"):
        load("stacks").install()
    package.at_exit.install()
    package.lazy.install()


def load(name: str) -> "ModuleType":
    """A part of the probe; loaded when first asked for. Unavailable where it can not be read now."""
    full = PACKAGE + "." + name
    module = sys.modules.get(full)
    if module is None:
        try:
            code = core.pop(name, None) or compiled_part(name)
        except OSError as error:
            if foreign(error):
                raise
            raise Unavailable(name) from error
        module = _module(full)
        module.__file__ = code.co_filename
        try:
            exec(code, module.__dict__)
        except BaseException:
            # Half of it would be taken for all of it.
            sys.modules.pop(full, None)
            raise
        setattr(sys.modules[PACKAGE], name, module)
    return module


def load_whole(names: "Iterable[str]") -> "Optional[ModuleType]":
    """Load parts in their order; returns the last one.

    None where one is being loaded just now, by another thread or by what a signal handler has
    interrupted: half of it is there, and must not be used.
    """
    package = vars(sys.modules[PACKAGE])
    module = None
    for name in names:
        module = package.get(name)
        if module is None:
            if PACKAGE + "." + name in sys.modules:
                return None
            module = load(name)
    return module


def _module(full: str) -> "ModuleType":
    module = type(sys)(full)
    module.__package__ = PACKAGE
    sys.modules[full] = module
    return module
