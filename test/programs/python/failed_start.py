"""A start() that fails, each way it can. Usage: failed_start.py CASE [fork|spawn|forkserver]"""

import multiprocessing
import sys


def nothing() -> None:
    """A child that ends at once."""


def start_nested() -> None:
    """Runs in a daemon, which may not have children."""
    multiprocessing.Process(target=nothing, name="nested").start()


class Forgetful(multiprocessing.Process):
    """Forgets to initialise its base class."""

    def __init__(self) -> None:  # pylint: disable=super-init-not-called
        self.label = "forgetful"


def main() -> None:
    case = sys.argv[1]
    context = multiprocessing.get_context(sys.argv[2] if len(sys.argv) > 2 else "fork")
    if case == "daemon-child":
        daemon = context.Process(target=start_nested, name="daemon", daemon=True)
        daemon.start()
        daemon.join()
    elif case == "no-init":
        Forgetful().start()
    elif case == "twice":
        process = context.Process(target=nothing, name="once")
        process.start()
        try:
            process.start()
        finally:
            process.join()
    elif case == "unpicklable":
        context.Process(target=lambda: None, name="lambda").start()
    elif case == "join-unstarted":
        context.Process(target=nothing).join()


if __name__ == "__main__":
    main()
