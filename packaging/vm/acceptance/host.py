"""What the checks do to the machine that they run in, and what they see of it."""
import os
import pathlib
import re
import signal
import subprocess
import time

EXAMPLES = pathlib.Path("/usr/share/doc/topo/examples")
# Generous: where instructions are emulated all takes ten times as long.
LIMIT = 300
# Services take their time to listen.
pathlib.Path("/root/.curlrc").write_text("retry = 200\nretry-connrefused\nretry-delay = 1\nmax-time = 60\n")


class Result:
    def __init__(self, command, status, out, err):
        self.command, self.status, self.out, self.err = command, status, out, err

    def __str__(self):
        return f"{self.command} exited with {self.status}\n{self.out}{self.err}"


def sh(line, status=0, env=None, limit=LIMIT):
    """Runs a line of shell; another exit status than the expected one is an error (None: any will do)."""
    result = subprocess.run(["bash", "-c", line], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=limit,
                            env=dict(os.environ, **(env or {})))
    # One that a signal ended has the status that a shell would show.
    ended = result.returncode if result.returncode >= 0 else 128 - result.returncode
    found = Result(line, ended, result.stdout, result.stderr)
    if status is not None and found.status != status:
        raise AssertionError(str(found))
    return found


def topo(line, status=0, env=None):
    return sh("topo " + line, status, env)


def document(name, spec):
    """Writes a topology of this name; the file."""
    file = pathlib.Path(f"/root/{name}.yaml")
    file.write_text(f"apiVersion: topo/v1\nkind: Topology\nmetadata: {{ name: {name} }}\nspec:\n{spec}")
    return file


def eventually(check, what, seconds=180):
    """What check() returns once that is true."""
    deadline = time.monotonic() + seconds
    while True:
        found = check()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.3)


class Background:
    """Processes that a check starts and that end with it."""

    def __init__(self):
        self.started = []

    def start(self, line):
        process = subprocess.Popen(["bash", "-c", line], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   start_new_session=True)
        self.started.append(process)
        return process

    def end(self):
        for process in self.started:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        self.started.clear()


def rules(saved):
    """The rules and own chains in the output of iptables-save: without counters, empty tables and policies."""
    kept = []
    for line in saved.splitlines():
        line = re.sub(r"\[\d+:\d+\]", "", line).strip()
        if line.startswith("*"):
            table = line
        elif line.startswith("-A") or re.match(r":\S+ -$", line):
            kept.append(f"{table} {line}")
    return sorted(kept)


def network():
    """All of the machine that a topology could have left something in."""
    seen = {
        "namespaces": sorted(os.listdir("/run/netns")) if os.path.isdir("/run/netns") else [],
        "links": sorted(re.findall(r"(?m)^\d+: ([^:@]+)", sh("ip -o link").out)),
        "addresses": sorted(re.findall(r"(?m)^\d+: (\S+ +inet6? \S+)", sh("ip -o address").out)),
        "routes": sorted(line.strip() for line in sh("ip route show table all; ip -6 route show table all").out.splitlines()),
        "forwarding": sh("sysctl -n net.ipv4.ip_forward net.ipv6.conf.all.forwarding").out,
        "cgroups": cgroup_folders(),
        "remembered": sorted(os.listdir("/var/lib/topo/topologies")) if os.path.isdir("/var/lib/topo/topologies") else [],
    }
    for backend in "nft", "legacy":
        seen[backend] = rules(sh(f"iptables-{backend}-save; ip6tables-{backend}-save").out)
    return seen


def cgroup_folders():
    return sorted(sh("find /sys/fs/cgroup -type d -name 'topo*' -not -path '*.slice/*' -not -path '*.service*'").out.splitlines())


def assert_same(before, after):
    for key in before:
        if before[key] != after[key]:
            raise AssertionError(f"{key}: before:\n{before[key]}\nafter:\n{after[key]}")
