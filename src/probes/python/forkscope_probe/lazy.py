"""Patches a module right after the program has imported it, and not before."""

import sys

from . import loading, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Set


# What every part needs that reports starts and waits.
STARTS = ("rewrite", "sites", "short", "waiting", "starting", "forking")
# The parts of the probe that patch a module, in the order in which they need each other.
PARTS = {
    "os": ("frameless", "os_first"),
    "threading": ("rewrite", "threads"),
    "subprocess": ("popen_first",),
    "multiprocessing.process": (*STARTS, "mp_facts", "mp_process", "mp_child"),
    "multiprocessing.synchronize": (*STARTS, "frameless", "patience", "mp_held", "mp_sync"),
    "multiprocessing.queues": (*STARTS, "frameless", "patience", "mp_held", "mp_sync"),
    "multiprocessing.connection": (*STARTS, "frameless", "patience", "mp_held", "mp_sync"),
    "multiprocessing.pool": (*STARTS, "patience", "mp_pool"),
    "concurrent.futures.process": (*STARTS, "patience", "futures"),
    "asyncio.base_subprocess": (*STARTS, "aio"),
    "asyncio.subprocess": (*STARTS, "aio"),
    "multiprocessing.util": ("rewrite", "mp_exit"),
    "multiprocessing.popen_fork": (*STARTS, "mp_popen"),
    "multiprocessing.popen_forkserver": (*STARTS, "mp_popen"),
}


def install() -> None:
    """Patch what is there already; wait for the rest."""
    waiting = set(PARTS)
    for name in PARTS:
        module = sys.modules.get(name)
        if module is not None:
            waiting.remove(name)
            _patch(name, module)
    if waiting:
        sys.meta_path.insert(0, _Watcher(waiting))


def function(part: str, name: str) -> "Any":
    """A function of a part that reports starts and waits; None where it can not be loaded now."""
    try:
        module = loading.load_whole((*STARTS, part))
        return None if module is None else vars(module)[name]
    except loading.Unavailable:
        return None
    except Exception as error:
        if not probe.is_ours(error, part):
            raise
        return None


class _Watcher:
    """Finds nothing itself. For a module that is waited for, it borrows the real finder's answer."""

    def __init__(self, waiting: "Set[str]") -> None:
        self._waiting = waiting

    def find_spec(self, name: str, path: "Any" = None, target: "Any" = None) -> "Any":
        if name not in self._waiting:
            return None
        for finder in list(sys.meta_path):
            find = None if finder is self else getattr(finder, "find_spec", None)
            spec = find(name, path, target) if find is not None else None
            if spec is not None:
                self._follow(name, spec.loader)
                return spec
        return None

    def _follow(self, name: str, loader: "Any") -> None:
        """Patch after the loader has run the module. The loader is as before by then."""
        try:
            exec_module = loader.exec_module

            def run(module: "Any") -> None:
                del loader.exec_module
                exec_module(module)
                self._done(name)
                _patch(name, module)

            loader.exec_module = run
        except Exception as error:
            if not probe.is_ours(error, "import " + name):
                raise

    def _done(self, name: str) -> None:
        # Not when it is found: who asks for a spec need not import.
        self._waiting.discard(name)
        if not self._waiting and self in sys.meta_path:
            sys.meta_path.remove(self)


def _patch(name: str, module: "Any") -> None:
    try:
        for part in PARTS[name]:
            patch = getattr(loading.load(part), "patch", None)
            if patch is not None:
                patch(module)
    except Exception as error:
        if not probe.is_ours(error, "patch " + name):
            raise
