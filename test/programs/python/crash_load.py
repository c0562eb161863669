"""Keeps a recorder busy, and notes in argv[1]/PID what it has done, each thing once it is done.

Workers print lines and start children that print and end; whoever is killed takes nobody along.
"""

import json
import multiprocessing
import os
import sys
import time

WORKERS = 4
CHILDREN = 8


def note(did, of):
    line = json.dumps({"did": did, "of": of, "us": time.monotonic_ns() // 1000})
    file = os.open(f"{sys.argv[1]}/{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(file, line.encode() + b"\n")
    os.close(file)


def say(number):
    text = f"{os.getpid()} says {number}"
    # In one piece, also where the interpreter does not buffer.
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
    note("printed", text)


def brief():
    say(0)
    note("finished", "")


def family(target, count, lines):
    context = multiprocessing.get_context("fork")
    children = []
    for number in range(count):
        child = context.Process(target=target, name=f"{target.__name__}-{number}")
        child.start()
        note("started", child.pid)
        children.append(child)
        for line in range(lines):
            say(number * lines + line)
        if target is brief:
            child.join()
            note("joined", child.pid)
    if target is not brief:
        for child in children:
            child.join()
            note("joined", child.pid)


def worker():
    family(brief, CHILDREN, 5)
    note("finished", "")


if __name__ == "__main__":
    family(worker, WORKERS, 1)
    note("finished", "")
