"""The disk that the acceptance suite's machine boots from: Debian's stock kernel, systemd, Java, Docker. Made once, by apt alone, and kept
outside the checkout under the hash of its recipe, which is this file."""
import fcntl
import hashlib
import lzma
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

SUITE = "bookworm"
WEEK = 7 * 24 * 3600
PACKAGES = """systemd-sysv udev dbus kmod busybox-static linux-image-amd64
    default-jre-headless iproute2 iptables nftables procps python3-minimal python3 curl iputils-ping bridge-utils util-linux
    docker.io man-db bash-completion zsh git""".split()
# What the root file system needs before udev runs.
EARLY_MODULES = "virtio_pci virtio_blk crc32c_generic ext4".split()

# Runs the suite once the machine is up. Its results go out by the second serial line, which needs no driver that could be missing.
SERVICE = """[Unit]
Description=Acceptance suite of topo
After=multi-user.target
[Service]
Type=exec
ExecStart=/usr/local/sbin/acceptance
Environment=HOME=/root LANG=C.UTF-8
WorkingDirectory=/root
StandardOutput=file:/dev/ttyS1
StandardError=inherit
TimeoutStopSec=5
[Install]
WantedBy=multi-user.target
"""
START = """#!/bin/sh
# Unpacks the suite from the second disk, runs it, and ends the machine in order.
mkdir -p /run/acceptance
date -s "@$(sed 's/.*acceptance.time=\\([0-9]*\\).*/\\1/' /proc/cmdline)" >/dev/null
tar -xf /dev/vdb -C /run/acceptance && python3 /run/acceptance/suite.py
echo "END $?"
systemctl --no-block poweroff
"""
# Only boot time would come of these here.
MASKED = """apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer man-db.timer
    systemd-timesyncd.service systemd-pstore.service systemd-firstboot.service modprobe@drm.service getty@tty1.service
    serial-getty@ttyS0.service""".split()
UNNEEDED_MODULES = "sound drivers/gpu drivers/media drivers/infiniband drivers/net/wireless drivers/iio drivers/staging".split()
INIT = """#!/bin/busybox sh
bb=/bin/busybox
$bb mount -t devtmpfs dev /dev
{modules}
n=0
until [ -b /dev/vda ] || [ $n = 100 ]; do $bb usleep 50000; n=$((n + 1)); done
$bb mount -t ext4 -o noatime /dev/vda /new
$bb mount --move /dev /new/dev
exec $bb switch_root /new /sbin/init
"""


def folder():
    """Where the image of this recipe is, or will be."""
    recipe = hashlib.sha256(pathlib.Path(__file__).read_bytes()).hexdigest()[:16]
    return cache() / recipe


def cache():
    base = os.environ.get("XDG_CACHE_HOME") or ("/var/cache" if os.geteuid() == 0 else pathlib.Path.home() / ".cache")
    return pathlib.Path(base) / "topo-vm"


def make():
    """The folder with disk.raw, vmlinux and initrd.img, made if it is not there; images that nobody used for a week are deleted."""
    image = folder()
    cache().mkdir(parents=True, exist_ok=True)
    # One maker at a time; the others find it made.
    with open(cache() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not image.exists():
            build(image)
    os.utime(image)
    for old in cache().iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > WEEK:
            shutil.rmtree(old)
    return image


def build(image):
    with tempfile.TemporaryDirectory(dir=cache(), prefix="build.") as work:
        work = pathlib.Path(work)
        root = work / "root"
        new = work / "image"
        new.mkdir()
        bootstrap(root, work / "log")
        finish(root)
        kernel = (root / "vmlinuz").resolve().name
        (new / "vmlinux").write_bytes(uncompressed((root / "boot" / kernel).read_bytes()))
        initrd(root, kernel.removeprefix("vmlinuz-"), work / "initrd", new / "initrd.img")
        run("truncate", "-s", "4G", new / "disk.raw")
        run("mkfs.ext4", "-q", "-F", "-m", "0", "-E", "root_owner=0:0", "-d", root, new / "disk.raw")
        os.rename(new, image)


def bootstrap(root, log):
    options = [f"--dpkgopt=path-exclude=/lib/modules/*/kernel/{part}/*" for part in UNNEEDED_MODULES]
    command = ["mmdebstrap", "--mode=root", "--variant=minbase", "--include=" + ",".join(PACKAGES),
               "--aptopt=Apt::Install-Recommends false", *options, *network_options(),
               SUITE, str(root)]
    with open(log, "wb") as out:
        if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode != 0:
            raise SystemExit("vm: mmdebstrap failed:\n" + "\n".join(log.read_text(errors="replace").splitlines()[-30:]))


def network_options():
    """How this machine's apt reaches the archive: proxies and their certificates."""
    lines = subprocess.run(["apt-config", "dump"], capture_output=True, text=True).stdout.splitlines()
    return [f"--aptopt={line}" for line in lines if line.startswith(("Acquire::http", "Acquire::Retries"))]


def finish(root):
    etc = root / "etc"
    (etc / "hostname").write_text("topo-vm\n")
    (etc / "hosts").write_text("127.0.0.1 localhost topo-vm\n::1 localhost\n")
    (etc / "fstab").write_text("/dev/vda / ext4 rw,noatime 0 0\n")
    (etc / "machine-id").write_text("")
    # dpkg is as on every other host from here on.
    for leftover in root.glob("etc/*/*.d/99mmdebstrap"):
        leftover.unlink()
    (etc / "systemd/system/acceptance.service").write_text(SERVICE)
    start = root / "usr/local/sbin/acceptance"
    start.write_text(START)
    start.chmod(0o755)
    run("chroot", root, "systemctl", "mask", "--quiet", *MASKED)
    run("chroot", root, "systemctl", "enable", "--quiet", "acceptance.service")
    # Docker comes when the suite calls for it.
    run("chroot", root, "systemctl", "disable", "--quiet", "docker.service", "docker.socket", "containerd.service")


def uncompressed(kernel):
    """The kernel without its own decompressor, which is slow where instructions are emulated. Debian packs it with xz."""
    start = kernel.index(b"\xfd7zXZ\x00")
    return lzma.LZMADecompressor().decompress(kernel[start:])


def initrd(root, version, stage, file):
    """A first stage of busybox and the modules up to the root file system."""
    for part in "bin", "dev", "new":
        (stage / part).mkdir(parents=True)
    shutil.copy(root / "bin/busybox", stage / "bin")
    found = subprocess.run(["chroot", root, "modprobe", "-S", version, "--show-depends", "-a", *EARLY_MODULES],
                           capture_output=True, text=True, check=True).stdout
    modules = dict.fromkeys(line.split()[1] for line in found.splitlines() if line.startswith("insmod"))
    for module in modules:
        shutil.copy(root / module.lstrip("/"), stage)
    init = stage / "init"
    init.write_text(INIT.format(modules="\n".join(f"$bb insmod /{pathlib.Path(module).name}" for module in modules)))
    init.chmod(0o755)
    with open(file, "wb") as out:
        subprocess.run("find . | bin/busybox cpio -o -H newc", shell=True, cwd=stage, stdout=out, stderr=subprocess.DEVNULL, check=True)


def run(*command):
    subprocess.run(command, stdin=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    print(make())
