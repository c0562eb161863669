"""Compiled code that an earlier process has left behind, so that this one need not compile it again.

To compile takes fifty times as long as to load what was compiled. The recorder makes a directory
`code` beside its socket, for what processes of this session compile, and may put a link
`kept-code` there to what earlier sessions left. Without these, or wherever anything is wrong with
a file, one compiles.

This is the one file of the probe that each process compiles: it is to stay small.
"""

import _imp
import marshal
import os
import sys

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, List, Optional

HERE = os.path.dirname(__file__)
# Bytes of a file that are read; the largest are a tenth of it.
_MAX = 1 << 18
_READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
# What the same text is compiled to depends on: the build, and the options that reach the compiler.
_KEY = marshal.dumps(
    (
        sys.version,
        sys.flags.optimize,
        "no_debug_ranges" in sys._xoptions or "PYTHONNODEBUGRANGES" in os.environ,
    ),
    2,
)


def start() -> None:
    """Run the probe's loader, which finds what it needs of this file among its names."""
    path = HERE + "/loading.py"
    names = {"__name__": "forkscope_probe.loading", "__file__": path}
    names.update({"code_of": code_of, "compiled": compiled, "stamp": stamp, "foreign": foreign})
    exec(compiled(path), names)
    names["start"]()  # type: ignore[operator]


def compiled(path: str) -> "CodeType":
    """The code of a file of the probe. OSError where it can not be read."""

    def make() -> "CodeType":
        with open(path, "rb") as file:
            return compile(file.read(), path, "exec", dont_inherit=True)

    return code_of(stamp(path), make)  # type: ignore[return-value]


def stamp(path: str) -> bytes:
    """What changes with a file and its path. OSError where there is none."""
    found = os.stat(path)
    return marshal.dumps((path, found.st_mtime_ns, found.st_size), 2)


def code_of(made_of: bytes, make: "Callable[[], Optional[CodeType]]") -> "Optional[CodeType]":
    """What `make` returned for the same bytes, in this process or an earlier one."""
    key = _KEY + made_of
    name = "/" + _hash(key).hex()
    for directory in _directories:
        code = _loaded(directory + name, key)
        if code is not None:
            return code
    code = make()
    if code is not None and _directories:
        _keep(_directories[0] + name, key, code)
    return code


def _keep(path: str, key: bytes, code: "CodeType") -> None:
    keep = _keeping.get("keep")
    if keep is None:
        part = HERE + "/keeping.py"
        try:
            with open(part, "rb") as file:
                text = file.read()
        except OSError as error:
            if foreign(error):
                raise
            return
        names: "Any" = {"foreign": foreign}
        exec(compile(text, part, "exec", dont_inherit=True), names)
        keep = _keeping["keep"] = names["keep"]
    data = marshal.dumps(code)
    keep(path, _hash(key + data) + data)


def foreign(error: BaseException) -> bool:
    """Whether a signal handler of the program raised it, and not a call that this file makes."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and not trace.tb_frame.f_code.co_filename.startswith(HERE)


def _hash(data: bytes) -> bytes:
    return _imp.source_hash(0x464B5343, data)  # type: ignore[attr-defined, no-any-return]


def _private(path: str) -> bool:
    """Whether nobody but this user can put files into a directory.

    `marshal` must not be given what another user has written. So root does not read a user's, either.
    """
    try:
        found = os.stat(path)
    except OSError:
        return False
    return found.st_uid == os.geteuid() and found.st_mode & 0o170077 == 0o040000


def _found() -> "List[str]":
    """The directories to look into; new files go into the first."""
    beside = os.path.dirname(os.environ.get("FORKSCOPE_SOCKET", ""))
    if not os.path.isabs(beside) or not _private(beside) or not _private(beside + "/code"):
        return []
    kept = beside + "/kept-code"
    return [beside + "/code"] + ([kept] if _private(kept) else [])


_directories = _found()
# What writes files, once it is needed.
_keeping: "Any" = {}


def _loaded(path: str, key: bytes) -> "Optional[CodeType]":
    """The code of a file, if it is whole and was made for the key."""
    try:
        file = os.open(path, _READ)
        try:
            # The directory was private at the start; the program may have another root by now.
            found = os.fstat(file)
            if found.st_uid != os.geteuid() or found.st_mode & 0o170022 != 0o100000:
                return None
            data = os.read(file, _MAX)
        finally:
            os.close(file)
        if data[:8] != _hash(key + data[8:]):
            return None
        code: "Any" = marshal.loads(data[8:])
    except (OSError, ValueError, EOFError, TypeError) as error:
        if foreign(error):
            raise
        return None
    return code if isinstance(code, type(_loaded.__code__)) else None
