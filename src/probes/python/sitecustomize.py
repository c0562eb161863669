# Forkscope's way into a Python process: `site` imports this file because its directory leads PYTHONPATH.
#
# It must parse on every Python from 2.7 on. It puts itself out of sight, starts the probe where there
# is a recorder to talk to, and then lets the program's own `sitecustomize` run as if it had come first.
#
# The recorder puts a link to it into the session's own directory, where Python may leave bytecode.
# To compile takes fifty times as long as to load what was compiled; so an earlier process leaves that
# beside the recorder's socket: in `code` for the processes of this session, and `kept-code` may be a
# link to what earlier sessions left. Without these, or wherever anything is wrong with a file, one
# compiles.
import os
import sys

# The parts that every process needs, which are kept as one. The first of them runs the second.
_CORE = (
    "codes",
    "loading",
    "jsonline",
    "channel",
    "probe",
    "output",
    "at_exit",
    "lazy",
    "at_fork",
    "frameless",
    "os_first",
)
# Bytes of a file that are read; the largest are half of it.
_MAX = 1 << 18


def _leave(here, path):
    """Undo what the import of this file left behind: path entry, finder, bytecode elsewhere."""
    sys.path[:] = [entry for entry in sys.path if not entry or os.path.abspath(entry) != here]
    for entry in list(sys.path_importer_cache):
        if entry and os.path.abspath(entry) == here:
            del sys.path_importer_cache[entry]
    cached = globals().get("__cached__") or path + ("" if path.endswith("c") else "c")
    # The session's directory goes as a whole; another one is not ours to leave something in.
    if sys.dont_write_bytecode or _is_linked(path) and cached.startswith(here):
        return
    if not os.path.exists(cached):
        return
    os.unlink(cached)
    # And the directories that were made for it; one that is in use refuses to go.
    directory = os.path.dirname(cached)
    while directory not in (here, getattr(sys, "pycache_prefix", None), os.path.dirname(directory)):
        os.rmdir(directory)
        directory = os.path.dirname(directory)


def _is_linked(path):
    return os.path.islink(path[:-1] if path.endswith("c") else path)


def _say_unsupported():
    """Tell the recorder that this Python is too old; it shows the process without details."""
    import _socket

    line = '{"ev":"unsupported","token":"%s","pid":%d,"runtime":"python","version":"%s","needs":"3.8"}\n'
    line %= (os.environ.get("FORKSCOPE_TOKEN", ""), os.getpid(), "%d.%d.%d" % sys.version_info[:3])
    link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        link.setblocking(False)
        link.connect(os.environ["FORKSCOPE_SOCKET"])
        # 0x4000 is MSG_NOSIGNAL, which Python 2 does not name.
        link.send(line.encode("ascii"), _socket.MSG_DONTWAIT | 0x4000)
    finally:
        link.close()


def _start_probe(home):
    """Run the probe's first part, and hand it those that every process needs.

    Not by `import`, which would search `sys.path` and write bytecode.
    """
    paths = [home + name + ".py" for name in _CORE]
    made_of = _stamp(paths)
    core = _load(made_of)
    is_new = core is None
    if is_new:
        core = tuple([_compiled(path) for path in paths])
    names = {"__name__": "forkscope_probe.codes", "__file__": paths[0], "OURS": _ours}
    names.update({"compiled": _compiled, "foreign": _foreign, "load": _load, "stamp": _stamp})
    names.update({"directories": _directories, "file_of": _file_of, "hashed": _hashed})
    exec(core[0], names)
    if is_new:
        names["keep"](made_of, core)
    names["start"](dict(zip(_CORE, core)))


def _compiled(path):
    """The code of a file of the probe, without its comments. OSError where it can not be read."""
    with open(path, "rb") as file:
        return compile(file.read(), path, "exec", dont_inherit=True, optimize=2)


def _stamp(paths):
    """What changes with files and their places. OSError where there is none."""
    found = [os.stat(path) for path in paths]
    return marshal.dumps([paths, [(one.st_mtime_ns, one.st_size) for one in found]], 2)


def _load(made_of):
    """What an earlier process has kept for the same bytes; None where that is nothing."""
    for directory in _directories:
        path, key = _file_of(directory, made_of)
        try:
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                # The directory was private at the start; the program may have another root by now.
                found = os.fstat(file)
                if found.st_uid != os.geteuid() or found.st_mode & 0o170022 != 0o100000:
                    continue
                data = os.read(file, min(found.st_size, _MAX))
            finally:
                os.close(file)
            if data[:8] == _hashed(key + data[8:]):
                return marshal.loads(data[8:])
        except (OSError, ValueError, EOFError, TypeError) as error:
            if _foreign(error):
                raise
    return None


def _file_of(directory, made_of):
    """Where code is kept that is made of some bytes, and the key that makes its content this one's."""
    key = _build + made_of
    return directory + "/" + _hashed(key).hex(), key


def _hashed(data):
    return _imp.source_hash(0x464B5343, data)


def _foreign(error):
    """Whether a signal handler of the program raised it, and not a call that the probe makes."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and not trace.tb_frame.f_code.co_filename.startswith(_ours)


def _private(path):
    """Whether nobody but this user can put files into a directory.

    `marshal` must not be given what another user has written. So root does not read a user's, either.
    """
    try:
        found = os.stat(path)
    except OSError:
        return False
    return found.st_uid == os.geteuid() and found.st_mode & 0o170077 == 0o040000


def _found():
    """The directories to look into; new files go into the first."""
    beside = os.path.dirname(os.environ.get("FORKSCOPE_SOCKET", ""))
    if not os.path.isabs(beside) or not _private(beside) or not _private(beside + "/code"):
        return []
    kept = beside + "/kept-code"
    return [beside + "/code"] + ([kept] if _private(kept) else [])


try:
    # Held by its own globals: Python 2 empties them when the last reference to the module goes.
    _self = sys.modules.pop(__name__, None)
    try:
        _leave(os.path.dirname(os.path.abspath(__file__)), __file__)
    except Exception:
        pass
    # Unless another recorder's way in has come first.
    if os.environ.get("FORKSCOPE_SOCKET") and "forkscope_probe" not in sys.modules:
        if sys.version_info >= (3, 8):
            import _imp
            import marshal

            _home = os.path.join(os.path.dirname(os.path.realpath(__file__)), "forkscope_probe", "")
            # How the names of all files begin that hold code of the probe.
            _ours = (_home, _leave.__code__.co_filename)
            # What the same text is compiled to depends on: the build, and the options that reach the
            # compiler.
            _ranges = "no_debug_ranges" in sys._xoptions or "PYTHONNODEBUGRANGES" in os.environ
            _build = marshal.dumps((sys.version, sys.flags.optimize, _ranges), 2)
            _directories = _found()
            _start_probe(_home)
        else:
            _say_unsupported()
except Exception:
    pass

# The program's own, or the distribution's. Where there is none, the ImportError is the one that
# `site` expects; what it raises is the program's affair.
import sitecustomize  # noqa: E402,F401
