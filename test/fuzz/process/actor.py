"""Plays a random program with Python's multiprocessing (spawn): `actor.py FOLDER`. See scenario.ts."""

import json
import os
import sys
import time
from multiprocessing import active_children, get_context

spawn = get_context("spawn")


def act(actor, folder):
    name, end, children = actor["name"], actor["end"], {}

    def log(text):
        with open(os.path.join(folder, "log"), "ab", 0) as file:
            file.write(f"{name} {text}\n".encode())

    def post(event):
        open(os.path.join(folder, event), "w").close()

    def saw(event):
        while not os.path.exists(os.path.join(folder, event)):
            time.sleep(0.005)

    log("begin")
    for step in actor["steps"]:
        kind, key = step["do"], step.get("child")
        child = None if isinstance(key, dict) else children.get(key)
        if kind == "start":
            made = spawn.Process(target=act, args=(key, folder), name=key["name"], daemon=key["daemon"])
            children[key["name"]] = made
            log("start " + key["name"])
            made.start()
        elif kind == "join":
            child.join()
            log(f"joined {key} {child.exitcode}")
        elif kind == "join-timeout":
            child.join(step["ms"] / 1000)
            log(f"joined {key} {str(child.is_alive()).lower()}")
        elif kind == "terminate":
            child.terminate()
        elif kind == "kill":
            child.kill()
        elif kind == "post":
            log("post " + step["event"])
            post(step["event"])
        elif kind == "await":
            saw(step["event"])
            log("saw " + step["event"])
        elif kind == "active":
            log("active " + ",".join(sorted(each.name for each in active_children())))
        elif kind == "close":
            child.close()
            log(f"closed {key} {refuses(lambda: child.exitcode)}")
        elif kind == "refused":
            log(f"refused {step['what']} {refused(step['what'], child)}")
    log("end")
    if end["how"] == "throw":
        raise RuntimeError("as planned")
    if end["how"] == "return":
        sys.exit(end["code"])
    post("stuck." + name)
    while True:
        time.sleep(60)


def refused(what, child):
    if what == "start-twice":
        return refuses(child.start)
    if what == "join-unstarted":
        return refuses(spawn.Process(target=act).join)
    if what == "close-running":
        return refuses(child.close)
    return refuses(spawn.Process(target=act).start)


def refuses(does):
    try:
        does()
        return "false"
    except (AssertionError, ValueError):
        return "true"


if __name__ == "__main__":
    with open(os.path.join(sys.argv[1], "program.json")) as file:
        program = json.load(file)
    act(program, sys.argv[1])
