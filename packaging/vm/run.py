"""Builds the package, installs it in a virtual machine with Debian's stock kernel, systemd and Docker, and runs the acceptance suite there
as root. Prints one line a check and at the end how many passed, failed and were skipped.

./test --vm [BOOT[=MODULE,...]...]: only these boots, or of one only these modules of the suite (which may need what others leave).
./test --vm --within SECONDS ...: ends by then; checks that there is no time left for are skipped, each by its name.
./test --vm --prepare: only sees to it that qemu and the machine's disk are there."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

import image
import machine

HOME = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
TOOLS = {"qemu-system-x86_64": "qemu-system-x86", "qemu-img": "qemu-utils", "mmdebstrap": "mmdebstrap", "mkfs.ext4": "e2fsprogs",
         "lintian": "lintian", "mvn": "maven", "javac": "openjdk-17-jdk-headless", "dpkg-deb": "dpkg", "strip": "binutils"}
# The boots, all on one disk, and what the kernel is told besides.
LEGACY = "systemd.unified_cgroup_hierarchy=0"
BOOTS = {"first": "", "second": "", "hybrid": LEGACY, "v1": LEGACY + " systemd.legacy_systemd_cgroup_controller=1"}
# Seconds for all boots together. In software emulation each takes ten to thirty minutes.
LIMIT = int(os.environ.get("TOPO_VM_LIMIT", "5400"))
# Seconds that the longest check may take in software emulation: what begins later might not end in time.
LONGEST = 240


class Tally:
    """Counts the lines that begin with one of the three words; prints all."""

    def __init__(self):
        self.counts = {"PASS": 0, "FAIL": 0, "SKIP": 0}

    def line(self, text):
        word = text.split(" ", 1)[0]
        if word in self.counts:
            self.counts[word] += 1
        print(text, flush=True)

    def check(self, name, passed, words=""):
        self.line(f"{'PASS' if passed else 'FAIL'} {name}")
        if not passed:
            for line in words.splitlines():
                print("    " + line, flush=True)

    def end(self):
        print("{PASS} passed, {FAIL} failed, {SKIP} skipped".format(**self.counts), flush=True)
        return 0 if self.counts["FAIL"] == 0 and self.counts["PASS"] > 0 else 1


def main():
    if os.geteuid() != 0:
        raise SystemExit("test: the machine's disk is made by root: sudo ./test --vm")
    if sys.argv[1:] == ["--prepare"]:
        install_tools()
        image.make()
        return 0
    begin = time.monotonic()
    words = sys.argv[1:]
    within = int(words[1]) if words[:1] == ["--within"] else None
    wanted = (words if within is None else words[2:]) or list(BOOTS)
    # An orderly end, so that the machine is not left behind.
    for number in signal.SIGTERM, signal.SIGHUP:
        signal.signal(number, lambda *_: sys.exit(143))
    install_tools()
    package = build()
    say("the image", begin)
    disk = image.make()
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="topo-vm.") as work:
        work = pathlib.Path(work)
        lint(package, tally)
        payload = pack(package, work)
        (work / "machine").mkdir()
        with machine.Machine(disk, payload, work / "machine") as vm:
            say(f"the machine ({vm.accelerator})", begin)
            boots(vm, wanted, Deadline(begin, within), tally)
    say("the end", begin)
    return tally.end()


def install_tools():
    missing = sorted({package for tool, package in TOOLS.items() if not shutil.which(tool)})
    if missing:
        print("test: installing " + " ".join(missing), file=sys.stderr)
        environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        subprocess.run(["apt-get", "-qq", "update"], check=True)
        subprocess.run(["apt-get", "-qq", "-y", "install", "--no-install-recommends", *missing], check=True, env=environment,
                       stdout=sys.stderr)


def build():
    """The package that a user would install."""
    subprocess.run(["mvn", "-q", "-B", "-ntp", "-f", HOME / "pom.xml", "-Pdeb", "-Dmaven.test.skip=true", "package"], check=True,
                   stdin=subprocess.DEVNULL)
    found = list((HOME / "packaging/target").glob("topo_*.deb"))
    if len(found) != 1:
        raise SystemExit(f"test: expected one package in packaging/target, found {found}")
    return found[0]


def lint(package, tally):
    result = subprocess.run(["lintian", "--allow-root", "--fail-on", "error,warning", "--tag-display-limit", "0", package],
                            capture_output=True, text=True)
    tally.check("package: lintian has no error and no warning", result.returncode == 0, result.stdout + result.stderr)


def pack(package, work):
    """What the machine gets: the suite, the package, and the same package as a later version."""
    files = work / "files"
    shutil.copytree(HERE / "acceptance", files, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(package, files / "topo.deb")
    later = work / "later"
    subprocess.run(["dpkg-deb", "-R", package, later], check=True)
    control = later / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^(Version: .*)$", r"\1+1", control.read_text()))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-b", later, files / "topo-later.deb"], check=True, stdout=subprocess.DEVNULL)
    # The machine's clock starts a little behind.
    for file in files.rglob("*"):
        os.utime(file, (0, 0))
    payload = work / "payload.tar"
    with tarfile.open(payload, "w") as archive:
        archive.add(files, arcname=".")
    return payload


class Deadline:
    """When all has to be over; with a time that was asked for, nothing is begun that might not be over by then."""

    def __init__(self, begin, within):
        self.asked = within is not None
        self.end = begin + within if self.asked else time.monotonic() + LIMIT

    def left_to_begin(self):
        """Seconds; none means that whatever is wanted may begin."""
        return max(0, int(self.end - LONGEST - time.monotonic())) if self.asked else None


def boots(vm, wanted, deadline, tally):
    for boot in wanted:
        began = time.monotonic()
        ended = False
        name, _, only = boot.partition("=")
        left = deadline.left_to_begin()
        if left == 0:
            tally.line(f"SKIP boot {name}: no time left")
            continue
        options = f"acceptance={name} {BOOTS[name]}" + (f" acceptance.only={only}" if only else "")
        for line in vm.boot(options if left is None else f"{options} acceptance.until={left}", deadline.end):
            if line.startswith(machine.ENDED):
                ended = True
            else:
                tally.line(line)
        if not ended:
            late = time.monotonic() > deadline.end
            if late and deadline.asked and vm.accelerator == "tcg":
                # Emulation is as slow as the machine that it runs on is busy.
                tally.line(f"SKIP boot {name}: the check that was under way, as the time is up")
                continue
            why = "hung until the time was up" if late else "died"
            tally.check(f"boot {name}: its checks ran to their end", False, f"the machine {why}\n" + "\n".join(vm.last_words()))
            return
        print(f"boot {name}: {time.monotonic() - began:.0f} s", flush=True)


def say(what, began):
    print(f"test: {time.monotonic() - began:.0f} s: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
