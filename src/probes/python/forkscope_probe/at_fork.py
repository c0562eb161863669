"""A forked child is a process of its own: it will speak for itself, and say by which call it was made.

A child shares its memory with its parent at first, and each page that one of them touches has to be
copied; so what runs here is kept short. What reports a fork is loaded by the first one that no reported
start has made.
"""

import _thread
import os

from . import lazy, probe


def install() -> None:
    os.register_at_fork(before=_before, after_in_parent=_in_parent, after_in_child=_in_child)


def _before() -> None:
    try:
        probe.prepare()
        if probe.starting != _thread.get_ident():
            _report("before")
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def _in_parent() -> None:
    if probe.starting != _thread.get_ident():
        _report("in_parent")


def _in_child() -> None:
    try:
        is_reported = probe.starting == _thread.get_ident()
        probe.starting = 0
        probe.renew()
        if not is_reported:
            _report("in_child")
    except Exception as error:
        if not probe.is_ours(error, "fork"):
            raise


def _report(name: str) -> None:
    function = None if probe.state.muted else lazy.function("forking", name)
    if function is not None:
        function()
