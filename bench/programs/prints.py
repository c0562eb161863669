"""Prints N lines of 100 bytes on a standard stream, then on standard output how long that took, in µs.

Standard error gets each line by itself; standard output, where it is no terminal, whole blocks.
"""

import sys
import time

line = "x" * 99
count, stream = int(sys.argv[1]), getattr(sys, sys.argv[2])
begin = time.monotonic()
for _ in range(count):
    print(line, file=stream)
stream.flush()
print("elapsed", round((time.monotonic() - begin) * 1e6))
