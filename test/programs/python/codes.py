"""Programs for the tests of what the probe has compiled already: `codes.py CASE`."""

import os
import re
import signal
import sys

IN_CODE = "code" + os.sep


def loaded():
    """Whether functions of the library had to be edited, and what a planted part says."""
    import multiprocessing.process
    import subprocess

    subprocess.run(["true"], check=True)
    print("forkscope_probe.editing" in sys.modules, getattr(sys, "planted", None))


def forbidden():
    """Nobody may write."""

    def hook(event, args):
        if event == "open" and isinstance(args[2], int) and args[2] & os.O_CREAT:
            raise RuntimeError("not here")

    sys.addaudithook(hook)
    loaded()


def small():
    """Whoever writes into a file is ended."""
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    loaded()


def interrupted():
    """A signal comes as a file of code is opened; its handler raises what looks like a system's error."""
    pending = ["a signal"]

    def hook(event, args):
        if event == "open" and IN_CODE in str(args[0]) and pending:
            pending.pop()
            os.kill(os.getpid(), signal.SIGALRM)

    def handler(number, frame):
        raise TimeoutError("of the program")

    signal.signal(signal.SIGALRM, handler)
    sys.addaudithook(hook)
    try:
        import multiprocessing.process
    except TimeoutError as error:
        print("reached the program:", error)


def plant(probe):
    """Keep what every process needs of a probe, by the rules of the one that runs, with a difference."""
    import ast
    import marshal

    codes = sys.modules["forkscope_probe.loading"].code_of.__globals__
    with open(os.path.join(probe, "sitecustomize.py")) as file:
        core = re.search(r"^_CORE = (\(.*?\))$", file.read(), re.M | re.S).group(1)
    paths = [os.path.join(probe, "forkscope_probe", name + ".py") for name in ast.literal_eval(core)]
    made = []
    for path in paths:
        with open(path) as file:
            text = file.read()
        if path.endswith("/lazy.py"):
            text += "\nsys.planted = 1\n"
        made.append(compile(text, path, "exec", dont_inherit=True))
    data = marshal.dumps(tuple(made))
    kept, key = codes["file_of"](codes["directories"][0], codes["stamp"](paths))
    with open(kept, "wb") as file:
        file.write(codes["hashed"](key + data) + data)
    os.chmod(kept, 0o600)
    print(os.path.basename(kept))


globals()[sys.argv[1]](*sys.argv[2:])
