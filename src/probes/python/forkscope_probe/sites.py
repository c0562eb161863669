"""Which line of the program's own code is at work."""

import os
import sys

from . import probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional

_LIBRARY = os.path.dirname(os.__file__) + "/"
# Below the library's directory, yet not part of it.
_PACKAGES = ("site-packages/", "dist-packages/")


def _start_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""


# A script's own file name may be relative to where the program began.
_directory = _start_directory()


def calling() -> "Optional[Dict[str, Any]]":
    """The innermost line that belongs neither to the standard library nor to the probe."""
    return of(frame())


def of(at: "Optional[FrameType]") -> "Optional[Dict[str, Any]]":
    """The line where a frame is."""
    if at is None:
        return None
    return {"file": _absolute(at.f_code.co_filename), "line": at.f_lineno or 0}


def frame() -> "Optional[FrameType]":
    """The innermost frame that belongs neither to the standard library nor to the probe.

    None where a thread or a child of `multiprocessing` has no such frame of its own: a forked child
    stands on its parent's.
    """
    at: "Optional[FrameType]" = sys._getframe(1)
    while at is not None:
        if not is_library(at.f_code.co_filename):
            return at
        if at.f_code.co_name == "_bootstrap":
            return None
        at = at.f_back
    return None


def is_library(name: str) -> bool:
    """Whether a file is the standard library's or the probe's."""
    if name.startswith(_LIBRARY):
        return not name.startswith(_PACKAGES, len(_LIBRARY))
    return name.startswith(probe.HERE) or name.startswith("<frozen ")


def file_in_library(name: str) -> "Optional[str]":
    """A file's path within the standard library, None for any other file."""
    if name.startswith("<frozen "):
        return name[8:-1].replace(".", "/") + ".py"
    return name[len(_LIBRARY) :] if name.startswith(_LIBRARY) and is_library(name) else None


def _absolute(name: str) -> str:
    # `<string>`, `<stdin>` and their like are no files.
    if name.startswith(("/", "<")) or not _directory:
        return name
    return os.path.normpath(_directory + "/" + name)
