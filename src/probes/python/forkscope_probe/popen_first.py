"""Loads what reports subprocess.Popen as the program creates the first one.

`multiprocessing` imports `subprocess` for a small thing, so many have it and do not use it. Popen()
calls `_cleanup()` before anything that matters; its first call is what one has to wait for.
"""

from . import lazy, loading, probe

# What type checkers know it as; `typing` itself would cost as much as the rest of the start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def patch(module: "Any") -> None:
    original = module._cleanup
    first = [True]

    def _cleanup() -> None:
        try:
            first.pop()
            part: "Any" = loading.load_whole((*lazy.STARTS, "popen"))
            if part is None:
                # The next one, then.
                first.append(True)
            else:
                if module._cleanup is _cleanup:
                    module._cleanup = original
                part.patch(module)
        except (IndexError, loading.Unavailable):
            # Another thread is at it, or it can not be done now.
            pass
        except Exception as error:
            if not probe.is_ours(error, "subprocess"):
                raise
        original()

    module._cleanup = _cleanup
