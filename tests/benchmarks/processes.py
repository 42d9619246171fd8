"""What a process and its children cost: time, and memory as the kernel of Linux counts it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter


@dataclass(slots=True)
class Cost:
    """What a command cost; `peaks_mb` is the highest resident memory of each of its processes."""

    wall_s: float
    cpu_s: float
    peaks_mb: list[float] = field(default_factory=list)


def watched(
    command: Sequence[str], given: str = "", heard: Callable[[str], None] | None = None
) -> Cost:
    """Run a command with `given` as its first line of input and return what it cost.

    `heard` is called with each line that it prints. Raises RuntimeError when it fails.
    """
    before = os.times()
    begun = perf_counter()
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    peaks: dict[int, float] = {}
    ended = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peaks, ended))
    watcher.start()
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(given)
    process.stdin.flush()  # left open: its end would tell a worker to stop
    for line in process.stdout:
        if heard is not None:
            heard(line)
    code = process.wait()
    process.stdin.close()
    wall = perf_counter() - begun
    ended.set()
    watcher.join()
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}")
    after = os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Cost(wall, cpu, sorted(peaks.values(), reverse=True))


def resident_mb(of: int | str = "self") -> tuple[float, float]:
    """Return the resident memory of a process, and how much of it no file backs."""
    status = _status(of)
    return status.get("VmRSS", 0.0), status.get("RssAnon", 0.0)


def folder_mb(folder: Path) -> float:
    """Return the size of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def read_through(folder: Path) -> None:
    """Bring the files of a folder into the memory that the system keeps of them."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(1 << 24):
                    pass


def machine() -> str:
    """Name the machine and how busy it is, because no figure means anything without."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {sys.version.split()[0]}; load {load}"
    )


def _watch(pid: int, peaks: dict[int, float], ended: threading.Event) -> None:
    while not ended.wait(0.2):
        for each in _family(pid):
            peaks[each] = max(peaks.get(each, 0.0), _status(each).get("VmHWM", 0.0))


def _family(pid: int) -> list[int]:
    """Return a process and all that it started, as far as they live."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue  # it has just ended
    return found


def _status(pid: int | str) -> dict[str, float]:
    """Return the sizes of a process in MB; empty when it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return {}
    sizes = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(size) / 1024 for name, size, _ in sizes}
