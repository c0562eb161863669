"""What a program measures about its own calls, as one JSON line each."""

import json
import time
from typing import Any, Callable


def measure(case: str, call: Callable[[], Any], **facts: Any) -> Any:
    """Call, with clock readings around; prints case, result (or the exception's name) and facts."""
    before = time.monotonic_ns()
    try:
        result = call()
        outcome = None
    except BaseException as error:
        result = None
        outcome = type(error).__name__
    after = time.monotonic_ns()
    line = {"case": case, "before": before, "after": after, "error": outcome, **facts}
    print(json.dumps(line), flush=True)
    return result
