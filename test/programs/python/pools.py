"""Pools and executors, waited for in every way there is, measured from outside.

Usage: pools.py [fork|spawn|forkserver]
"""

import concurrent.futures
import multiprocessing
import multiprocessing.pool
import sys
import time
from typing import Any, List

from measuring import measure


def nap(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def quick(number: int) -> int:
    return number


def pool(context: Any) -> None:
    with context.Pool(2) as workers:
        workers.map(quick, range(100))
        measure("map", lambda: workers.map(nap, [0.15, 0.15]))
        measure("apply", lambda: workers.apply(nap, (0.15,)))
        measure("starmap", lambda: workers.starmap(nap, [(0.15,)]))
        measure("get", lambda: workers.apply_async(nap, (0.15,)).get(60))
        late = workers.apply_async(nap, (0.3,))
        measure("timeout", lambda: late.get(0.02))
        measure("wait", lambda: late.wait())
        measure("done", lambda: late.get())
        measure("imap", lambda: list(workers.imap(nap, [0.15])))
        items = workers.imap(nap, [0.2])
        measure("next-timeout", lambda: items.next(timeout=0.02))
        measure("next", lambda: next(items))
        measure("fast", lambda: [workers.apply(quick, (n,)) for n in range(200)])
        workers.close()
        measure("join", lambda: workers.join())
    ended = context.Pool(2)
    measure("terminate", lambda: ended.terminate())
    measure("join-open", lambda: context.Pool(1).join())


def executor(context: Any) -> Any:
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=context) as workers:
        future = workers.submit(nap, 0.2)
        measure("future-timeout", lambda: future.result(timeout=0.02))
        measure("future", lambda: future.result())
        measure("exception", lambda: workers.submit(nap, 0.15).exception())
        measure("executor-map", lambda: list(workers.map(nap, [0.15])))
        some: List[Any] = [workers.submit(nap, 0.15) for _ in range(2)]
        measure("futures-wait", lambda: concurrent.futures.wait(some))
        more = [workers.submit(nap, 0.15)]
        measure("as_completed", lambda: list(concurrent.futures.as_completed(more)))
        last = workers.submit(nap, 0.15)
        measure("shutdown", lambda: workers.shutdown())
        assert last.result() == 0.15
    # Nobody shuts it down: the exit phase does.
    left = concurrent.futures.ProcessPoolExecutor(1, mp_context=context)
    left.submit(nap, 0.5)
    return left


def threads() -> None:
    """What is no process's work is no wait for processes."""
    with multiprocessing.pool.ThreadPool(2) as workers:
        measure("thread-map", lambda: workers.map(nap, [0.15]))
        measure("thread-next", lambda: next(workers.imap(nap, [0.15])))
    with concurrent.futures.ThreadPoolExecutor(2) as workers_too:
        future = workers_too.submit(nap, 0.15)
        measure("thread-future", lambda: future.result())
        some = [workers_too.submit(nap, 0.15)]
        measure("thread-wait", lambda: concurrent.futures.wait(some))


if __name__ == "__main__":
    chosen = multiprocessing.get_context(sys.argv[1])
    pool(chosen)
    open_executor = executor(chosen)
    threads()
