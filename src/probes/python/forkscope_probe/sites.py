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
    frame: "Optional[FrameType]" = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not _is_library(name):
            return {"file": _absolute(name), "line": frame.f_lineno or 0}
        frame = frame.f_back
    return None


def _is_library(name: str) -> bool:
    if name.startswith(_LIBRARY):
        return not name.startswith(_PACKAGES, len(_LIBRARY))
    return name.startswith(probe.HERE) or name.startswith("<frozen ")


def _absolute(name: str) -> str:
    # `<string>`, `<stdin>` and their like are no files.
    if name.startswith(("/", "<")) or not _directory:
        return name
    return os.path.normpath(_directory + "/" + name)
