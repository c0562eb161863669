"""Programs for the tests of what the probe has compiled already: `codes.py CASE`."""

import os
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


def plant(directory, probe):
    """Put a file for the part `lazy` there, by the probe's own rules, that differs from the part."""
    import marshal

    path = os.path.join(probe, "forkscope_probe")
    names = {"__name__": "codes", "__file__": path + "/codes.py"}
    with open(names["__file__"]) as file:
        exec(compile(file.read(), names["__file__"], "exec"), names)
    part = path + "/lazy.py"
    with open(part) as file:
        text = file.read()
    code = marshal.dumps(compile(text + "\nsys.planted = 1\n", part, "exec", dont_inherit=True))
    key = names["_KEY"] + names["stamp"](part)
    name = names["_hash"](key).hex()
    with open(os.path.join(directory, name), "wb") as file:
        file.write(names["_hash"](key + code) + code)
    os.chmod(os.path.join(directory, name), 0o600)
    print(name)


globals()[sys.argv[1]](*sys.argv[2:])
