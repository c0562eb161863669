# Look for: main waits for the worker for good; the worker cannot end, for nobody reads its results.
"""A join that never ends: the worker's results are read only after it. Stop it with Ctrl+C."""

from multiprocessing import Process, Queue


def analyse(results):
    for number in range(20_000):
        results.put(f"result {number} of the long analysis / 第 {number} 个结果")


if __name__ == "__main__":
    results = Queue()
    worker = Process(target=analyse, args=(results,), name="analysis")
    worker.start()
    print("waiting for the worker / 等待工作进程", flush=True)
    worker.join()
    print(results.get())
