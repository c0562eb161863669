"""Which line of the program's own code is at work."""

import os
import sys

from . import jsonline, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Callable, Optional

_LIBRARY = os.path.dirname(os.__file__) + "/"
# Below the library's directory, yet not part of it.
_PACKAGES = ("site-packages/", "dist-packages/")
# Files of which one remembers what was found out; a program may make up any number of names.
_MOST = 1000


def _start_directory() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""


# A script's own file name may be relative to where the program began.
_directory = _start_directory()


def calling() -> "Optional[jsonline.Raw]":
    """The innermost line that belongs neither to the standard library nor to the probe."""
    return of(frame())


def of(at: "Optional[FrameType]") -> "Optional[jsonline.Raw]":
    """The line where a frame is: `{"file":…,"line":…}`."""
    if at is None:
        return None
    return jsonline.Raw('{"file":%s,"line":%d}' % (_files[at.f_code.co_filename], at.f_lineno or 0))


def frame() -> "Optional[FrameType]":
    """The innermost frame that belongs neither to the standard library nor to the probe.

    None where a thread or a child of `multiprocessing` has no such frame of its own: a forked child
    stands on its parent's.
    """
    at: "Optional[FrameType]" = sys._getframe(1)
    while at is not None:
        if not _are_library[at.f_code.co_filename]:
            return at
        if at.f_code.co_name == "_bootstrap":
            return None
        at = at.f_back
    return None


def is_library(name: str) -> bool:
    """Whether a file is the standard library's or the probe's."""
    if name.startswith(_LIBRARY):
        return not name.startswith(_PACKAGES, len(_LIBRARY))
    return name.startswith(probe.OURS) or name.startswith("<frozen ")


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


class _Memory(dict):  # type: ignore[type-arg]
    """What a function has said of the names of files. To find it runs no code of Python."""

    __slots__ = ("_function",)

    def __init__(self, function: "Callable[[str], Any]") -> None:
        self._function = function

    def __missing__(self, name: str) -> "Any":
        if len(self) >= _MOST:
            self.clear()
        found = self[name] = self._function(name)
        return found


_are_library = _Memory(is_library)
_files = _Memory(lambda name: jsonline.text(_absolute(name)))
