"""A tree that resists being ended: hostile.py LOG KIND…, each process adds `PID START` to LOG."""
import os
import signal
import sys
import time

LOG = sys.argv[1]
BOMB = 200


def note(word: str = "") -> None:
    with open("/proc/self/stat") as stat:
        start = stat.read().rpartition(")")[2].split()[19]
    line = f"{os.getpid()} {start} {word}\n".encode()
    log = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(log, line)
    os.close(log)


def stay() -> None:
    while True:
        time.sleep(3600)


def deaf() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def child(body) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            body()
        finally:
            os._exit(0)
    return pid


def ignores() -> None:
    deaf()
    note("ignores")
    stay()


def leaves() -> None:
    """Two forks and a session of its own: its parents are gone."""

    def middle() -> None:
        os.setsid()
        child(ignores)

    os.waitpid(child(middle), 0)


def stopped() -> None:
    def bye(*_) -> None:
        note("bye")
        os._exit(0)

    signal.signal(signal.SIGINT, bye)
    note("stopped")
    os.kill(os.getpid(), signal.SIGSTOP)
    stay()


def zombie() -> None:
    deaf()
    child(lambda: None)
    note("zombie")
    stay()


def bomb() -> None:
    """Each that is asked to end starts another one first."""

    def again(*_) -> None:
        child(bomber)

    def bomber() -> None:
        signal.signal(signal.SIGINT, again)
        signal.signal(signal.SIGTERM, again)
        note("bomb")
        stay()

    deaf()
    note("bombs")
    for _ in range(BOMB):
        child(bomber)
    # Whoever ends is replaced.
    while True:
        os.wait()
        child(bomber)


def listens() -> None:
    note("listens")
    stay()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    note("main")
    for kind in sys.argv[2:]:
        if kind == "leaves":
            leaves()
        else:
            child(globals()[kind])
    if "ignores" in sys.argv:
        deaf()
    stay()
