"""Compiled code that processes leave for later ones, so that these need not compile it again.

What finds and reads it is in `sitecustomize.py`, which is where this file gets most of its names from.
"""

import marshal

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Dict, List, Optional, Tuple

    # Names that this module has already when it is run.
    OURS: Tuple[str, ...]
    directories: List[str]

    def compiled(path: str) -> CodeType: ...
    def file_of(directory: str, made_of: bytes) -> Tuple[str, bytes]: ...
    def foreign(error: BaseException) -> bool: ...
    def hashed(data: bytes) -> bytes: ...
    def load(made_of: bytes) -> Any: ...
    def stamp(paths: List[str]) -> bytes: ...

HERE = OURS[0]


def start(core: "Dict[str, CodeType]") -> None:
    """Run the probe's loader, which gets the parts that every process needs."""
    names: "Any" = {"__name__": "forkscope_probe.loading", "__file__": HERE + "loading.py"}
    names.update({"core": core, "code_of": code_of, "foreign": foreign, "OURS": OURS})
    names.update({"compiled_part": compiled_part, "stamp_of": stamp_of})
    exec(core["loading"], names)
    names["start"]()


def compiled_part(name: str) -> "CodeType":
    """The code of a part of the probe. OSError where it can not be read."""
    return code_of(stamp_of(name), lambda: compiled(_path(name)))  # type: ignore[return-value]


def stamp_of(name: str) -> bytes:
    """What changes with the text of a part. OSError where it can not be reached."""
    return stamp([_path(name)])


def code_of(made_of: bytes, make: "Callable[[], Optional[CodeType]]") -> "Optional[CodeType]":
    """What `make` returned for the same bytes, in this process or an earlier one."""
    code: "Optional[CodeType]" = load(made_of)
    if code is None:
        code = make()
        if code is not None:
            keep(made_of, code)
    return code


def keep(made_of: bytes, code: "Any") -> None:
    """Leave code, or several in a tuple, for later processes; nothing is said where that fails."""
    if not directories:
        return
    write = _writing.get("write")
    if write is None:
        try:
            part = compiled(_path("keeping"))
        except OSError as error:
            if foreign(error):
                raise
            return
        names: "Any" = {"foreign": foreign}
        exec(part, names)
        write = _writing["write"] = names["write"]
    path, key = file_of(directories[0], made_of)
    data = marshal.dumps(code)
    write(path, hashed(key + data) + data)


# What writes files, once it is needed.
_writing: "Any" = {}


def _path(name: str) -> str:
    return HERE + name + ".py"
