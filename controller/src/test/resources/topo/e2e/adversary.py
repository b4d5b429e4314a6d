"""adversary.py SOCKET: clients of a controller's socket that mean it harm, until standard input ends or it is killed.

A thousand that say nothing, some that say half of something, lines of a hundred megabytes, and some that ask for much and read nothing; all of
them again as soon as they are dropped. Prints "on" once all have been there.
"""
import json
import resource
import socket
import sys
import time

HALF = b'{"version":1,"words":["app'
MUCH = b"x" * (1 << 16)


def head(*words):
    return (json.dumps({"version": 1, "words": words, "facts": {}}) + "\n").encode()


def connect(path):
    one = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    one.setblocking(False)
    try:
        one.connect(path)
    except OSError:
        one.close()
        return None
    return one


def send(one, data):
    try:
        return one.send(data)
    except BlockingIOError:
        return 0
    except OSError:
        return -1


def main(path):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    kinds = ["idle"] * 1000 + ["half"] * 40 + ["long"] * 4 + ["deaf"] * 20
    clients = [None] * len(kinds)
    sent = [0] * len(kinds)
    rounds = 0
    while True:
        for i, kind in enumerate(kinds):
            one = clients[i]
            if one is not None and kind != "deaf":
                try:
                    if one.recv(4096) == b"":
                        one.close()
                        one = None
                except BlockingIOError:
                    pass
                except OSError:
                    one.close()
                    one = None
            if one is None:
                one = connect(path)
                sent[i] = 0
                if one is not None and kind == "half":
                    send(one, HALF)
                elif one is not None and kind == "deaf":
                    send(one, head("events") + b'{"run":true}\n')
            elif kind == "long" and sent[i] < 100 << 20:
                count = send(one, MUCH)
                if count < 0:
                    one.close()
                    one = None
                else:
                    sent[i] += count
            clients[i] = one
        rounds += 1
        if rounds == 2:
            print("on", flush=True)
        time.sleep(0.05)


main(sys.argv[1])
