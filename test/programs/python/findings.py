"""Programs that have a finding, and near misses that have none: `findings.py CASE`, each a function below."""

import multiprocessing
import os
import subprocess
import sys
import threading
import time

fork = multiprocessing.get_context("fork")
FOR_GOOD = 3600
SLEEPER = ["sleep", str(FOR_GOOD)]
MEGABYTE = 1_000_000


def nap(seconds=FOR_GOOD):
    time.sleep(seconds)


def fail():
    sys.exit(3)


def spin(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


# wait-cycle


def join_parent(timeout):
    multiprocessing.parent_process().join(timeout)


def join_each_other(timeout=None):
    child = fork.Process(target=join_parent, args=(timeout,), name="child")
    child.start()
    child.join()


def joined_both_ways():
    join_each_other()


def joined_back_for_a_while():
    join_each_other(0.5)


def end_with_parent():
    multiprocessing.parent_process().join()
    os._exit(1)


def work_under_watch():
    threading.Thread(target=end_with_parent, daemon=True).start()
    spin(2)


def watched_parent():
    child = fork.Process(target=work_under_watch, name="child")
    child.start()
    child.join()


# join-before-drain


def put_much(queue):
    queue.put("x" * MEGABYTE)


def undrained():
    queue = fork.Queue()
    child = fork.Process(target=put_much, args=(queue,), name="producer")
    child.start()
    child.join()


def drained():
    queue = fork.Queue()
    child = fork.Process(target=put_much, args=(queue,), name="producer")
    child.start()
    queue.get()
    child.join()


def unread_output():
    child = subprocess.Popen(["seq", str(MEGABYTE)], stdout=subprocess.PIPE)
    child.wait()


def read_output():
    child = subprocess.Popen(["seq", str(MEGABYTE)], stdout=subprocess.PIPE)
    child.communicate()


# long-wait


def take(queue):
    queue.get()


def starved():
    queue = fork.Queue()
    child = fork.Process(target=take, args=(queue,), name="starved")
    child.start()
    child.join()


def starved_beside_daemon():
    fork.Process(target=nap, name="heartbeat", daemon=True).start()
    starved()


def fed():
    queue = fork.Queue()
    child = fork.Process(target=take, args=(queue,), name="fed")
    child.start()
    queue.put(1)
    child.join()


# serial-starts


def serial():
    for _ in range(4):
        child = fork.Process(target=nap, args=(0.6,))
        child.start()
        child.join()


def parallel():
    children = [fork.Process(target=nap, args=(0.6,)) for _ in range(4)]
    for child in children:
        child.start()
    for child in children:
        child.join()


# daemon-starts-child


def start_nested():
    try:
        fork.Process(target=nap, args=(0.1,)).start()
    except AssertionError:
        pass


def nested(daemon):
    parent = fork.Process(target=start_nested, name="parent", daemon=daemon)
    parent.start()
    parent.join()


def daemon_child():
    nested(True)


def grandchild():
    nested(False)


# zombie-not-reaped


def unreaped():
    fork.Process(target=nap, args=(0.1,), name="forgotten").start()
    time.sleep(3)


def reaped():
    child = fork.Process(target=nap, args=(0.1,), name="remembered")
    child.start()
    child.join()
    time.sleep(3)


def reaped_in_order():
    children = [fork.Process(target=nap, args=(seconds,)) for seconds in (3, 0.1)]
    for child in children:
        child.start()
    for child in children:
        child.join()


# orphan, left-over


def start_sleeper(seconds):
    subprocess.Popen(["sleep", str(seconds)])
    time.sleep(FOR_GOOD)


def orphaned():
    child = fork.Process(target=start_sleeper, args=(3,), name="careless")
    child.start()
    time.sleep(0.5)
    child.kill()
    child.join()
    time.sleep(3)


def start_and_wait():
    subprocess.Popen(["sleep", "0.5"]).wait()


def looked_after():
    child = fork.Process(target=start_and_wait, name="careful")
    child.start()
    child.join()
    time.sleep(1.5)


def leaked():
    subprocess.Popen(SLEEPER)
    time.sleep(0.5)


def ended():
    with subprocess.Popen(SLEEPER) as child:
        time.sleep(0.5)
        child.terminate()


def detached():
    subprocess.Popen(SLEEPER, start_new_session=True)
    time.sleep(0.5)


# oversubscribed


def crowd():
    parallel_spin(len(os.sched_getaffinity(0)) + 3)


def alone():
    parallel_spin(1)


def parallel_spin(count):
    children = [fork.Process(target=spin, args=(5,)) for _ in range(count)]
    for child in children:
        child.start()
    for child in children:
        child.join()


# fork-with-threads


def with_thread(before):
    thread = threading.Thread(target=nap, args=(4,))
    child = fork.Process(target=nap, args=(2,), name="forked")
    if before:
        thread.start()
        time.sleep(1.5)
        child.start()
    else:
        time.sleep(1.5)
        child.start()
        thread.start()
    child.join()


def threads_first():
    with_thread(True)


def threads_later():
    with_thread(False)


# respawned


def respawning():
    for _ in range(6):
        child = fork.Process(target=fail, name="flaky")
        child.start()
        child.join()


def failing_at_once():
    children = [fork.Process(target=fail, name="flaky") for _ in range(6)]
    for child in children:
        child.start()
    for child in children:
        child.join()
        assert child.exitcode == 3


# failure-unseen


def unseen():
    child = fork.Process(target=fail, name="failing")
    child.start()
    child.join()


def seen():
    child = fork.Process(target=fail, name="failing")
    child.start()
    child.join()
    assert child.exitcode == 3


def failing_command():
    subprocess.run(["grep", "-q", "nothing of the kind", os.devnull], check=False)


# memory-growth


def grow(steps, megabytes):
    kept = []
    for _ in range(steps):
        kept.append(b"x" * (megabytes * MEGABYTE))
        time.sleep(0.2)
    time.sleep(8 - steps * 0.2)


def growing():
    run_one(grow, 38, 5)


def grown():
    run_one(grow, 5, 38)


# daemon-cut-off

LOCKS = []


def hold(lock, ready):
    with lock:
        ready.send(None)
        nap()


def hold_and_sleep(lock, ready):
    with lock:
        pass
    ready.send(None)
    nap()


def hold_until_told(lock, ready):
    with lock:
        ready.send(None)
        ready.recv()


def with_lock(target):
    lock = fork.Lock()
    ours, theirs = fork.Pipe()
    daemon = fork.Process(target=target, args=(lock, theirs), name="keeper", daemon=True)
    daemon.start()
    ours.recv()
    LOCKS.append(lock)
    return ours, daemon


def cut_off():
    with_lock(hold)


def let_go():
    with_lock(hold_and_sleep)


def given_back():
    ours, daemon = with_lock(hold_until_told)
    ours.send(None)
    daemon.join()


def take_and_sleep(queue, ready):
    queue.get()
    ready.send(None)
    nap()


def finish_and_sleep(queue, ready):
    queue.get()
    queue.task_done()
    ready.send(None)
    nap()


def with_item(target):
    queue = fork.JoinableQueue()
    queue.put("work")
    ours, theirs = fork.Pipe()
    daemon = fork.Process(target=target, args=(queue, theirs), name="keeper", daemon=True)
    daemon.start()
    ours.recv()
    LOCKS.append(queue)


def taken():
    with_item(take_and_sleep)


def finished():
    with_item(finish_and_sleep)


def print_and_sleep(ready):
    print("never seen")
    ready.send(None)
    nap()


def print_and_flush(ready):
    print("seen", flush=True)
    ready.send(None)
    nap()


def sleep_only(ready):
    ready.send(None)
    nap()


def with_printing(target):
    ours, theirs = fork.Pipe()
    daemon = fork.Process(target=target, args=(theirs,), name="printer", daemon=True)
    daemon.start()
    ours.recv()


def unwritten():
    with_printing(print_and_sleep)


def written():
    with_printing(print_and_flush)


def written_by_main():
    print("before")
    with_printing(sleep_only)
    print("after")


def run_one(target, *args):
    child = fork.Process(target=target, args=args, name="worker")
    child.start()
    child.join()


# out-of-memory


def hoard():
    kept = []
    while True:
        kept.append(b"x" * MEGABYTE)
        time.sleep(0.03)


def hoarding():
    child = fork.Process(target=hoard, name="worker")
    child.start()
    child.join()
    assert child.exitcode == -9


def hoarding_until_killed():
    child = fork.Process(target=hoard, name="worker")
    child.start()
    child.join(1)
    child.kill()
    child.join()
    assert child.exitcode == -9


if __name__ == "__main__":
    globals()[sys.argv[1]]()
