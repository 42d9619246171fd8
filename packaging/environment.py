"""Make what start.py and test.py share: a `.venv` in the checkout, and Debian packages for Qt.

Everything here runs before anything is installed, so it uses the standard library alone. What
goes wrong ends the program with a sentence (SystemExit), because there is nobody to catch it.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
VENV = ROOT / ".venv"

# Debian's and Ubuntu's package -> the library or the program that shows that it is there.
WINDOW_PACKAGES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
}
SCREEN_PACKAGES = {"xvfb": "Xvfb", "xauth": "xauth"}

# What pip or venv prints -> what it means to the person who waits for it. First match counts.
FAILURES = (
    (
        ("No space left on device", "not enough space on the disk"),
        "The disk is full. Reviewer needs about 1 GB free; make room and run this again.",
    ),
    (
        ("DO NOT MATCH THE HASHES",),
        "A downloaded package is not the one that Reviewer was tested with, so it was not "
        "installed. Try again from another network; if it stays so, report it.",
    ),
    (
        (
            "Failed to establish a new connection",
            "name resolution",
            "Temporary failure resolving",
            "Unable to locate package",
            "timed out",
            "ProxyError",
        ),
        "The package index could not be reached. Only this first installation needs the network: "
        "check the connection or the proxy and run this again.",
    ),
    (
        ("CERTIFICATE_VERIFY_FAILED", "SSLError"),
        "The package index could not be trusted: its certificate does not check out. Ask whoever "
        "runs your network which certificate pip has to use (PIP_CERT).",
    ),
    (
        ("No matching distribution found",),
        f"There is no ready-made package for this machine ({platform.platform()}). Reviewer runs "
        "on 64-bit Linux, Windows and macOS.",
    ),
    (
        ("Permission denied", "Access is denied"),
        f"{VENV} could not be written. Run this as the owner of {ROOT}.",
    ),
)


def prepare(requirements: str, *supersets: str) -> Path:
    """Return the Python of a `.venv` that holds the named requirements and Reviewer itself.

    Nothing is installed when they are there already, or when one of the supersets is: the
    fingerprint of what was installed last is kept in the environment.
    """
    python = _python_of(VENV)
    stamp = VENV / "installed"
    accepted = {fingerprint(PACKAGING / name) for name in (requirements, *supersets)}
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") in accepted:
        return python
    stamp.unlink(missing_ok=True)
    if not _runs(python):
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    print(f"Installing what Reviewer needs into {VENV} (once; some minutes)...", flush=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q", "--no-input", "install"]
    pins = str(PACKAGING / requirements)
    _run([*pip, "--retries", "2", "--only-binary", ":all:", "--require-hashes", "-r", pins])
    # The build backend is among the pins: nothing is fetched here, and a checkout stays editable.
    _run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)])
    stamp.write_text(fingerprint(PACKAGING / requirements), "utf-8")
    return python


def fingerprint(requirements: Path) -> str:
    """Return a hash that changes when the environment has to be filled again."""
    digest = hashlib.sha256(requirements.read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.base_prefix} {ROOT}".encode())
    return digest.hexdigest()


def has_display() -> bool:
    """Tell whether a window can be shown: always outside Linux, there if a display is named."""
    if sys.platform != "linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def install_system_packages(packages: Mapping[str, str]) -> None:
    """Install those of the Debian packages whose library or program is not there.

    Debian's python3 also lacks what makes a `.venv`, so that package is asked for in one go. Ends
    the program with the exact command where this user may not install. Does nothing outside Linux,
    where Qt's own package brings everything.
    """
    if sys.platform == "linux":
        names = missing(packages)
        if importlib.util.find_spec("ensurepip") is None:
            names.append(f"python3.{sys.version_info.minor}-venv")
        _apt_install(names)


def missing(packages: Mapping[str, str]) -> list[str]:
    """Return the packages whose library does not load and whose program is not on the path."""
    return [name for name, proof in packages.items() if not _is_there(proof)]


def explain(output: str) -> str:
    """Return the last lines that a failed installation printed, then what they mean."""
    tail = "\n".join("    " + line[:200] for line in output.strip().splitlines()[-8:])
    for signs, sentence in FAILURES:
        if any(sign in output for sign in signs):
            return f"{tail}\n{sentence}"
    return f"{tail}\nThe installation failed; the lines above are the last it printed."


def _is_there(proof: str) -> bool:
    if ".so." not in proof:
        return shutil.which(proof) is not None
    try:
        ctypes.CDLL(proof)
    except OSError:
        return False
    return True


def _python_of(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _runs(python: Path) -> bool:
    """Tell whether that Python starts, is of this version and has pip."""
    check = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([python, "-c", check], capture_output=True).returncode == 0
    except OSError:
        return False


def _apt_install(names: list[str]) -> None:
    if not names:
        return
    wanted = " ".join(names)
    if shutil.which("apt-get") is None:
        raise SystemExit(
            f"Reviewer needs these system packages, named as on Debian: {wanted}. Install "
            "their like with this system's package manager, then run this again."
        )
    prefix = _root_prefix()
    if prefix is None:
        sudo = "sudo " if shutil.which("sudo") else ""
        raise SystemExit(
            "Some system packages are missing and this user may not install them. "
            f"{'Run' if sudo else 'As root, run'} this, then start again:\n"
            f"    {sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {wanted}"
        )
    print(f"Installing system packages: {wanted}...", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    apt += ["-o", "DPkg::Lock::Timeout=300"]
    # A stale list of some other repository is no reason to stop: installing tells what matters.
    subprocess.run([*apt, "update"], capture_output=True)
    _run([*apt, "install", "-y", "--no-install-recommends", *names])


def _root_prefix() -> list[str] | None:
    """Return what makes a command run as root, or None where that takes a password."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and not subprocess.run([*sudo, "true"], capture_output=True).returncode:
        return sudo
    return None


def _run(command: list[str]) -> None:
    """Run an installer without its chatter; when it fails, end the program and say why."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        raise SystemExit(explain(done.stdout))
