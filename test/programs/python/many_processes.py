"""Starts N processes that do nothing, one after the other, by the given method: `many_processes.py N`."""

import multiprocessing
import sys


def noop():
    pass


if __name__ == '__main__':
    context = multiprocessing.get_context(sys.argv[2] if len(sys.argv) > 2 else 'fork')
    for number in range(int(sys.argv[1])):
        process = context.Process(target=noop, name=f'noop-{number}')
        process.start()
        process.join()
