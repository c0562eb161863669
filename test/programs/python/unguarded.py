"""Spawns a child at its top level: `unguarded.py`; with an argument, under a main guard."""

import multiprocessing
import sys


def nothing() -> None:
    """A child that ends at once."""


def start() -> None:
    child = multiprocessing.get_context("spawn").Process(target=nothing, name="spawned")
    child.start()
    child.join()


if len(sys.argv) == 1 or __name__ == "__main__":
    start()
