# Look for: the class's name in place of a target; the second start fails with Python's own message.
"""A subclass of Process with run(), and one that forgets its parent's __init__()."""

import multiprocessing
import sys


class Greeter(multiprocessing.Process):
    def __init__(self, whom):
        super().__init__(name=f"greeter of {whom}")
        self.whom = whom

    def run(self):
        print(f"hello, {self.whom} / 你好", flush=True)


class Forgetful(multiprocessing.Process):
    def __init__(self, whom):
        self.whom = whom

    def run(self):
        print("never said / 不会执行", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    greeter = Greeter("world")
    greeter.start()
    greeter.join()
    try:
        Forgetful("nobody").start()
    except (AssertionError, AttributeError) as error:
        print(f"not started: {error} / 启动失败", flush=True)
