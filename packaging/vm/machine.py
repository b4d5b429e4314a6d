"""A virtual machine that starts from the image. What one boot writes to its disk the next one finds."""
import os
import pathlib
import subprocess
import time

KERNEL_LINE = ("console=ttyS0 quiet panic=-1 mitigations=off apparmor=0 net.ifnames=0 systemd.show_status=no "
               "module_blacklist=floppy,pcspkr,ata_piix,ata_generic,i2c_piix4")
ENDED = "END "


class Machine:
    """To be used as a context, which ends it in any case."""

    def __init__(self, image, payload, work, memory=2048):
        """image: of image.make(); payload: a tar archive that the machine has as its second disk; work: an empty folder."""
        self.image = pathlib.Path(image)
        self.payload = payload
        self.work = pathlib.Path(work)
        self.memory = memory
        self.accelerator = accelerator()
        self.disk = self.work / "disk.qcow2"
        self.qemu = None
        subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", "-b", self.image / "disk.raw", "-F", "raw", self.disk], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop()

    def boot(self, options, deadline):
        """Boots with these words more on the kernel's command line. Yields what the suite prints, line by line, the last being
        "END STATUS"; without that one the machine died, or hung until the deadline (of time.monotonic())."""
        results = self.work / "results"
        results.write_bytes(b"")
        command = self._command(f"{KERNEL_LINE} acceptance.time={int(time.time())} {options}", results)
        with open(self.work / "qemu.log", "wb") as log:
            self.qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            yield from self._follow(results, deadline)
        finally:
            self._stop()

    def _follow(self, results, deadline):
        rest = ""
        with open(results, "rb") as stream:
            while True:
                alive = self.qemu.poll() is None
                text = stream.read().decode(errors="replace")
                *lines, rest = (rest + text.replace("\r", "")).split("\n")
                yield from lines
                if not alive:
                    if rest:
                        yield rest
                    return
                if time.monotonic() > deadline:
                    return
                time.sleep(0.2)

    def last_words(self):
        """The end of the console and of qemu's own messages."""
        lines = []
        for name in "console", "qemu.log":
            file = self.work / name
            if file.exists():
                lines += file.read_text(errors="replace").splitlines()[-15:]
        return lines

    def _command(self, line, results):
        kvm = self.accelerator == "kvm"
        # Nehalem: with AVX on offer Java is slower, as it is emulated piece by piece.
        return ["qemu-system-x86_64", "-accel", "kvm" if kvm else "tcg,thread=multi",
                "-cpu", "host" if kvm else "Nehalem", "-machine", "pc,usb=off,vmport=off,hpet=off",
                "-smp", str(min(2, os.cpu_count() or 1)), "-m", str(self.memory),
                "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-nic", "none",
                "-kernel", str(self.image / "vmlinux"), "-initrd", str(self.image / "initrd.img"), "-append", line,
                "-drive", f"if=virtio,format=qcow2,cache=unsafe,file={self.disk}",
                "-drive", f"if=virtio,format=raw,readonly=on,file={self.payload}",
                "-device", "virtio-rng-pci",
                "-serial", f"file:{self.work / 'console'}", "-serial", f"file:{results}"]

    def _stop(self):
        if self.qemu is not None and self.qemu.poll() is None:
            self.qemu.kill()
            self.qemu.wait()


def accelerator():
    """kvm if this machine has one that runs Debian's kernel, else tcg (software); TOPO_VM_ACCELERATOR decides otherwise."""
    chosen = os.environ.get("TOPO_VM_ACCELERATOR")
    if chosen:
        return chosen
    # kvm_pvm, for machines that are virtual themselves, runs only kernels that were made for it.
    usable = os.access("/dev/kvm", os.R_OK | os.W_OK) and not os.path.exists("/sys/module/kvm_pvm")
    return "kvm" if usable else "tcg"
