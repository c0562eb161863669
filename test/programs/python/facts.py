"""Processes whose names, classes and targets are all different, one after the other.

Usage: facts.py [fork|spawn|forkserver]
"""

import functools
import multiprocessing
import sys
import traceback


class Worker:
    """Has a method to run."""

    def work(self) -> None:
        """Prints the stack: no frame in it may be the probe's."""
        traceback.print_stack()


def add(_first: int, _second: int = 0) -> None:
    """Does nothing."""


class Custom(multiprocessing.Process):
    """Overrides run()."""

    def run(self) -> None:
        print(self.name, flush=True)


def main() -> None:
    context = multiprocessing.get_context(sys.argv[1] if len(sys.argv) > 1 else "fork")
    multiprocessing.set_start_method(context.get_start_method())
    processes = [
        context.Process(target=Worker().work, name='m\u00e9thode \u2714 \U0001f40d "quoted\\"'),
        context.Process(target=functools.partial(add, 1), daemon=True),
        multiprocessing.Process(target=sys.exit, args=(7,), name="builtin"),
        multiprocessing.Process(name="empty"),
        Custom(name="custom"),
    ]
    for process in processes:
        process.start()
        process.join()
        print(process.exitcode, flush=True)


if __name__ == "__main__":
    main()
