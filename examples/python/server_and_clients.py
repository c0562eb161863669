# Look for: every process blocked on a socket until its answer comes. (Asynchronous and blocking.)
"""Isolated processes talk through sockets: one server, three clients."""

import multiprocessing
import socket
import sys
import time


def ask(port, number):
    with socket.create_connection(("127.0.0.1", port)) as server:
        server.sendall(f"client {number}".encode())
        print(f"client {number} got: {server.recv(100).decode()} / 客户端收到回复", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        multiprocessing.set_start_method(sys.argv[1])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        for number in range(3):
            client = multiprocessing.Process(target=ask, args=(port, number), name=f"client-{number}")
            client.start()
        connections = [listener.accept()[0] for _ in range(3)]
        time.sleep(0.4)
        for connection in connections:
            with connection:
                connection.sendall(b"hello, " + connection.recv(100))
