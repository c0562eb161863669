"""A forked child is a process of its own: it opens a connection of its own."""

import os

from . import probe


def install() -> None:
    os.register_at_fork(after_in_child=_in_child)


def _in_child() -> None:
    try:
        probe.renew()
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise
