"""A little of rtnetlink(7), so that a damage is one system call and what follows can be watched closely, without a process for each look."""
import contextlib
import ctypes
import os
import socket
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
HOST = ""

RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK = 16, 17, 18, 19
RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR = 20, 21, 22
RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE = 24, 25, 26
REQUEST, ACK, DUMP, CREATE, REPLACE = 1, 4, 0x300, 0x400, 0x100
IFLA_ADDRESS, IFLA_IFNAME, IFLA_MTU, IFLA_MASTER, IFLA_NET_NS_FD = 1, 3, 4, 10, 28
IFF_UP = 1
RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY = 1, 4, 5, 6
NETLINK_ROUTE, NETLINK_NETFILTER = 0, 12


def check(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def path(namespace):
    return f"/run/netns/{namespace}"


@contextlib.contextmanager
def inside(namespace):
    """The calling thread is inside; the host's namespace is left alone."""
    if namespace == HOST:
        yield
        return
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        there = os.open(path(namespace), os.O_RDONLY | os.O_CLOEXEC)
        try:
            check(LIBC.setns(there, CLONE_NEWNET), f"enter {namespace}")
        finally:
            os.close(there)
        try:
            yield
        finally:
            check(LIBC.setns(home, CLONE_NEWNET), "come back")
    finally:
        os.close(home)


def attribute(kind, data):
    return struct.pack("HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def attributes(data):
    found, at = {}, 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("HH", data, at)
        if length < 4:
            break
        found.setdefault(kind & 0x3fff, data[at + 4:at + length])
        at += length + 3 & ~3
    return found


class Rtnl:
    """A socket of one namespace. It keeps that alive, so it is closed after each use."""

    def __init__(self, namespace):
        with inside(namespace):
            self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_ROUTE)
        self.socket.bind((0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def answers(self, kind, flags, body):
        """The bodies of what the kernel answers; OSError with its errno if it refuses."""
        self.socket.send(struct.pack("IHHII", 16 + len(body), kind, REQUEST | flags, 1, 0) + body)
        found = []
        while True:
            data, at = self.socket.recv(1 << 18), 0
            while at < len(data):
                length, answer, _, _, _ = struct.unpack_from("IHHII", data, at)
                if answer == 2:
                    number = -struct.unpack_from("i", data, at + 16)[0]
                    if number:
                        raise OSError(number, os.strerror(number))
                    return found
                if answer == 3:
                    return found
                found.append(data[at + 16:at + length])
                at += length + 3 & ~3
            if not flags & (DUMP | ACK):
                return found

    def link(self, name):
        """(index, up, mtu, mac, master's index), or None."""
        body = struct.pack("BxHiII", 0, 0, 0, 0, 0) + attribute(IFLA_IFNAME, name.encode() + b"\0")
        try:
            answer = self.answers(RTM_GETLINK, 0, body)[0]
        except OSError:
            return None
        index, flags = struct.unpack_from("iI", answer, 4)
        found = attributes(answer[16:])
        return (index, flags & IFF_UP, struct.unpack("I", found[IFLA_MTU])[0], found[IFLA_ADDRESS],
                struct.unpack("I", found.get(IFLA_MASTER, b"\0\0\0\0"))[0])

    def links(self):
        """The names of all."""
        return {attributes(one[16:])[IFLA_IFNAME][:-1].decode() for one in self.answers(RTM_GETLINK, DUMP, struct.pack("BxHiII", 0, 0, 0, 0, 0))}

    def change(self, link, up=None, **values):
        """values: mtu, mac, master, name, into (an open namespace)."""
        index = self.link(link)[0]
        body = struct.pack("BxHiII", 0, 0, index, IFF_UP if up else 0, 0 if up is None else IFF_UP)
        kinds = {"mtu": (IFLA_MTU, "I"), "master": (IFLA_MASTER, "I"), "into": (IFLA_NET_NS_FD, "I")}
        for key, value in values.items():
            if key == "mac":
                body += attribute(IFLA_ADDRESS, value)
            elif key == "name":
                body += attribute(IFLA_IFNAME, value.encode() + b"\0")
            else:
                body += attribute(kinds[key][0], struct.pack(kinds[key][1], value))
        self.answers(RTM_NEWLINK, ACK, body)

    def delete(self, name):
        self.answers(RTM_DELLINK, ACK, struct.pack("BxHiII", 0, 0, self.link(name)[0], 0, 0))

    def addresses(self, name):
        """IPv4, as (bytes, prefix length)."""
        link = self.link(name)
        found = set()
        for one in self.answers(RTM_GETADDR, DUMP, struct.pack("BBBBi", socket.AF_INET, 0, 0, 0, 0)) if link else []:
            if struct.unpack_from("i", one, 4)[0] == link[0]:
                found.add((attributes(one[8:])[2], one[1]))
        return found

    def address(self, name, text, add):
        host, length = text.split("/")
        raw = socket.inet_aton(host)
        body = struct.pack("BBBBi", socket.AF_INET, int(length), 0, 0, self.link(name)[0]) + attribute(2, raw) + attribute(1, raw)
        self.answers(RTM_NEWADDR if add else RTM_DELADDR, ACK | (CREATE if add else 0), body)

    def routes(self):
        """IPv4, those of the main table that no address brings with it."""
        found = set()
        for one in self.answers(RTM_GETROUTE, DUMP, struct.pack("BBBBBBBBI", socket.AF_INET, 0, 0, 0, 0, 0, 0, 0, 0)):
            if one[4] == 254 and one[5] != 2:
                values = attributes(one[12:])
                found.add((values.get(RTA_DST), one[1], values.get(RTA_GATEWAY), values.get(RTA_PRIORITY), one[5]))
        return found

    def route(self, to, via, add, replace=False, protocol=3):
        host, _, length = to.partition("/")
        body = struct.pack("BBBBBBBBI", socket.AF_INET, int(length or 0), 0, 0, 254, protocol if add else 0, 0, 1, 0)
        if length and int(length):
            body += attribute(RTA_DST, socket.inet_aton(host))
        if via:
            body += attribute(RTA_GATEWAY, socket.inet_aton(via))
        self.answers(RTM_NEWROUTE if add else RTM_DELROUTE, ACK | (CREATE | (REPLACE if replace else 0) if add else 0), body)


def nft_rules(namespace):
    """The rules of nf_tables by table and chain, each with how many bytes it takes, without counters: who changed what is seen by that."""
    with inside(namespace):
        netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, NETLINK_NETFILTER)
    with netlink:
        netlink.bind((0, 0))
        found = []
        netlink.send(struct.pack("IHHII", 20, 10 << 8 | 7, REQUEST | DUMP, 1, 0) + struct.pack("BBH", 0, 0, 0))
        while True:
            data, at = netlink.recv(1 << 18), 0
            while at < len(data):
                length, kind = struct.unpack_from("IH", data, at)
                if kind in (2, 3):
                    return sorted(found)
                values = attributes(data[at + 20:at + length])
                found.append((values[1], values[2], length))
                at += length + 3 & ~3


def unmount(target):
    check(LIBC.umount2(target.encode(), 2), f"umount {target}")
