# Forkscope's way into a Python process: `site` imports this file because its directory leads PYTHONPATH.
#
# It must parse on every Python from 2.7 on. It puts itself out of sight, starts the probe where there
# is a recorder to talk to, and then lets the program's own `sitecustomize` run as if it had come first.
import os
import sys


def _leave(here, path):
    """Undo what the import of this file left behind: path entry, finder, bytecode."""
    sys.path[:] = [entry for entry in sys.path if not entry or os.path.abspath(entry) != here]
    for entry in list(sys.path_importer_cache):
        if entry and os.path.abspath(entry) == here:
            del sys.path_importer_cache[entry]
    if sys.dont_write_bytecode:
        return
    cached = globals().get("__cached__") or path + ("" if path.endswith("c") else "c")
    if not os.path.exists(cached):
        return
    os.unlink(cached)
    # And the directories that were made for it; one that is in use refuses to go.
    directory = os.path.dirname(cached)
    while directory not in (here, getattr(sys, "pycache_prefix", None), os.path.dirname(directory)):
        os.rmdir(directory)
        directory = os.path.dirname(directory)


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


def _start_probe(here):
    """Run the probe's first part. Not by `import`, which would search `sys.path` and write bytecode."""
    path = os.path.join(here, "forkscope_probe", "codes.py")
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    names = {"__name__": "forkscope_probe.codes", "__file__": path}
    exec(code, names)
    names["start"]()


try:
    # Held by its own globals: Python 2 empties them when the last reference to the module goes.
    _self = sys.modules.pop(__name__, None)
    _here = os.path.dirname(os.path.abspath(__file__))
    try:
        _leave(_here, __file__)
    except Exception:
        pass
    if os.environ.get("FORKSCOPE_SOCKET"):
        if sys.version_info >= (3, 8):
            _start_probe(_here)
        else:
            _say_unsupported()
except Exception:
    pass

# The program's own, or the distribution's. Where there is none, the ImportError is the one that
# `site` expects; what it raises is the program's affair.
import sitecustomize  # noqa: E402,F401
