"""Runs a command on a new pseudo-terminal and says, as JSON, what the terminal saw and became.

Usage: on_terminal.py [--keys TEXT --after TEXT] COMMAND [ARG ...]; --keys are typed once the
terminal has shown the text of --after.
"""

import argparse
import json
import os
import pty
import sys
import termios


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys")
    parser.add_argument("--after", default="")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(options.command[0], options.command)
    seen = b""
    echo = None
    typed = False
    while True:
        if options.keys and not typed and options.after.encode() in seen:
            os.write(terminal, options.keys.encode().decode("unicode_escape").encode())
            typed = True
        try:
            echo = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    _, status = os.waitpid(pid, 0)
    print(json.dumps({"seen": seen.decode(), "status": status, "echo": echo}))


if __name__ == "__main__":
    main()
