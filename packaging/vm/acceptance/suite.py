"""Runs inside the machine: the checks of this boot, in order, one line each."""
import os
import pathlib
import re
import sys
import time
import traceback
import unittest

# Later modules build on what earlier ones install, start or leave behind.
BOOTS = {
    "first": ["package", "samples", "cgroups", "systemd", "service", "backends", "vlans", "docker", "reboot_before"],
    "second": ["reboot_after", "upgrade", "service_before"],
    "hybrid": ["service_after", "cgroups"],
    "v1": ["cgroups", "removal"],
}


class Lines(unittest.TestResult):
    """PASS, FAIL or SKIP, the module, the first line of the check's text, and how long it took; then why."""

    def startTest(self, test):
        super().startTest(test)
        self.began = time.monotonic()
        if is_late():
            # Looked at right after this; later checks of the class are later still.
            type(test).__unittest_skip__ = True
            type(test).__unittest_skip_why__ = "no time left"

    def say(self, word, test, more=""):
        module = type(test).__module__.split(".")[-1]
        seconds = time.monotonic() - self.began
        print(f"{word} {boot()}: {module}: {test.shortDescription() or test.id()} ({seconds:.1f} s){more}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.say("PASS", test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.say("SKIP", test, f": {reason}")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.explain(test, error)

    def addError(self, test, error):
        super().addError(test, error)
        if isinstance(test, unittest.TestCase):
            self.explain(test, error)
        else:
            print(f"FAIL {boot()}: {test}")
            self.why(error)

    def explain(self, test, error):
        self.say("FAIL", test)
        self.why(error)

    @staticmethod
    def why(error):
        for line in "".join(traceback.format_exception(*error)).splitlines():
            print("    " + line, flush=True)


def boot():
    return told("acceptance")


def uptime():
    """Seconds since the machine was started."""
    return float(pathlib.Path("/proc/uptime").read_text().split()[0])


def is_late():
    """Whether nothing is to begin any more."""
    return uptime() > float(told("acceptance.until") or "inf")


def told(word):
    """What the kernel's command line says of it, else nothing."""
    found = re.search(rf"\b{word}=(\S+)", pathlib.Path("/proc/cmdline").read_text())
    return found.group(1) if found else ""


def main():
    print(f"boot {boot()}: up after {uptime()} s, Linux {os.uname().release}", flush=True)
    loader = unittest.TestLoader()
    result = Lines()
    for module in told("acceptance.only").split(",") if told("acceptance.only") else BOOTS[boot()]:
        result.began = time.monotonic()
        if is_late():
            print(f"SKIP {boot()}: {module}: no time left", flush=True)
        else:
            loader.loadTestsFromName(module).run(result)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
