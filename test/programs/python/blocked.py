"""Gets blocked for good in the way that argv[1] names; see the function of that name."""

import ctypes
import fcntl
import multiprocessing
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

FOR_GOOD = 3600
SLEEPER = ["sleep", str(FOR_GOOD)]


def nap():
    time.sleep(FOR_GOOD)


def started_child():
    child = multiprocessing.get_context("fork").Process(target=nap, name="napping")
    child.start()
    return child


def join():
    started_child().join()


def join_timeout():
    started_child().join(FOR_GOOD)


def sleep():
    nap()


def sleep_with_child():
    started_child()
    nap()


def popen_wait_timeout():
    subprocess.Popen(SLEEPER).wait(FOR_GOOD)


def terminal_input():
    input()


def pipe_read():
    reader, _writer = os.pipe()
    os.read(reader, 1)


def pipe_full():
    _reader, writer = os.pipe()
    os.write(writer, b"x" * 10_000_000)


def fifo_open():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "fifo")
        os.mkfifo(path)
        opened = os.fork()
        if opened == 0:
            open(path, "rb")
        os.waitpid(opened, 0)


def process_lock():
    lock = multiprocessing.get_context("fork").Lock()
    lock.acquire()
    lock.acquire()


def thread_lock():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def queue_get():
    multiprocessing.get_context("fork").Queue().get()


def queue_feeder():
    """The main thread waits for the thread that feeds the queue, and that one for a reader."""
    queue = multiprocessing.get_context("fork").Queue()
    queue.put(b"x" * 10_000_000)
    queue.close()
    queue.join_thread()


def busy_thread():
    worker = threading.Thread(target=busy)
    worker.start()
    worker.join()


def native_thread():
    """pthread_join waits on a futex that holds the thread's ID."""
    libc = ctypes.CDLL(None)
    thread = ctypes.c_ulong()
    start = ctypes.cast(libc.pause, ctypes.c_void_p)
    libc.pthread_create(ctypes.byref(thread), None, start, None)
    libc.pthread_join(thread, None)


def accept():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    listener.accept()


def receive():
    left, _right = socket.socketpair()
    left.recv(1)


def receive_tcp():
    listener = socket.create_server(("127.0.0.1", 0))
    left = socket.create_connection(listener.getsockname())
    left.recv(1)


def receive_timeout():
    left, _right = socket.socketpair()
    left.settimeout(FOR_GOOD)
    left.recv(1)


def file_lock():
    with tempfile.NamedTemporaryFile() as first, open(first.name, "rb") as second:
        fcntl.flock(first, fcntl.LOCK_EX)
        fcntl.flock(second, fcntl.LOCK_EX)


def event_loop():
    poller = select.epoll()
    poller.poll()


def select_nothing():
    select.select([], [], [], FOR_GOOD)


def signal_wait():
    signal.pause()


def stopped():
    os.kill(os.getpid(), signal.SIGSTOP)


def busy():
    while True:
        pass


if __name__ == "__main__":
    globals()[sys.argv[1]]()
