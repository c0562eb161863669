"""Prints N lines of 100 bytes on standard error, and on standard output how long that took, in µs."""

import sys
import time

line = "x" * 99
begin = time.monotonic()
for _ in range(int(sys.argv[1])):
    print(line, file=sys.stderr)
print("elapsed", round((time.monotonic() - begin) * 1e6))
