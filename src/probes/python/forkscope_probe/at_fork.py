"""A forked child is a process of its own: it will speak for itself."""

import os

from . import probe


def install() -> None:
    os.register_at_fork(before=_in_parent, after_in_child=_in_child)


def _in_parent() -> None:
    try:
        probe.prepare()
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def _in_child() -> None:
    try:
        probe.renew()
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise
