"""Break files of a format and read them: `python -m tests.fuzzing FORMAT --minutes 10`.

Coverage guides it: an input that leads the reader through code that none before did is broken
further. Inputs are read in a process of its own, so that what kills, hangs or bloats a reader is a
finding like any other. What was found lies in FINDINGS, each input with a text on what it did.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any

import psutil

from reviewer.ingest.formats import OF_CHOSEN_ENCODING, Format
from reviewer.jobs.confinement import limit_memory
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import Seed, found, invented
from tests.fuzzing.trial import place_of

_HANG_S = 30.0  # of the processor; by the clock longer, as others may want it too
_LONG_S = 1.0  # what takes longer is not broken further: many short ones find more
_MAX_RSS_BYTES = 1 << 30
_ENCODINGS = (None, None, "utf-8", "cp1251", "utf-16", "shift_jis", "gb18030", "iso2022_jp")


class Reader:
    """A process that reads inputs, and a new one when it is lost."""

    def __init__(self, folder: Path) -> None:
        self._scratch = folder / "scratch"
        self._log = folder / "stderr"
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, path: Path, encoding: str | None) -> dict[str, Any]:
        """Return what `trial` answers, or the fault that the process was lost by."""
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(
                json.dumps({"path": str(path), "encoding": encoding}).encode() + b"\n"
            )
            process.stdin.flush()
        lost = self._watch(process)
        line = process.stdout.readline() if not lost else b""
        if line:
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.close()
        log = self._log.read_text(errors="replace")[-20_000:]
        what = lost or f"died of signal {-process.returncode}"
        return {
            "outcome": "lost",
            "fault": f"{what}\n{log}",
            "place": f"{what} {_deepest(log)}",
            "arcs": [],
        }

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch.mkdir()
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.fuzzing.trial", str(self._scratch)],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                    env={**os.environ, "PATH": "", "PYTHONHASHSEED": "0"},
                )  # fmt: skip
        return self._process

    def _watch(self, process: subprocess.Popen[bytes]) -> str:
        """Wait for an answer; return by what the process had to be ended, "" when it answers."""
        assert process.stdout is not None
        watched = psutil.Process(process.pid)
        start, spent = monotonic(), _spent_s(watched)
        while not select.select([process.stdout.fileno()], [], [], 0.2)[0]:
            with suppress(psutil.Error):
                if watched.memory_info().rss > _MAX_RSS_BYTES:
                    return "took more than 1 GB of memory"
            if _spent_s(watched) - spent > _HANG_S or monotonic() - start > 10 * _HANG_S:
                process.send_signal(signal.SIGABRT)  # its traceback tells where it hung
                process.wait()
                return "hung"
        return ""


def _spent_s(process: psutil.Process) -> float:
    with suppress(psutil.Error):
        return float(process.cpu_times().user)
    return 0.0


def _deepest(log: str) -> str:
    """Return the last line of ours in what `faulthandler` writes, which begins with the last."""
    return place_of("\n".join(reversed(log.rpartition("most recent call first")[2].splitlines())))


def fuzz(
    kind: Format, seeds: list[Seed], seconds: float, chance: random.Random, findings: Path
) -> str:
    """Break and read for so long, and return what came of it in a line."""
    known: set[str] = set()
    places: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    kept = seeds[:1]
    waiting = list(seeds)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        reader = Reader(folder)
        (folder / "in").mkdir()
        end = monotonic() + seconds
        while monotonic() < end:
            name, data = waiting.pop() if waiting else _broken(kind, kept, chance)
            path = folder / "in" / name
            path.write_bytes(data)
            encoding = chance.choice(_ENCODINGS) if kind in OF_CHOSEN_ENCODING else None
            begun = monotonic()
            answer = reader.read(path, encoding)
            took_s = monotonic() - begun
            outcomes[answer["outcome"]] += 1
            new = set(answer["arcs"]) - known
            known |= new
            if new and not answer["fault"] and took_s < _LONG_S:
                kept.append((name, data))
            if answer["fault"]:
                places[answer["place"]] += 1
                _keep(findings / kind.value, name, data, answer, encoding)
        reader.close()
    told = ", ".join(f"{count:,} {what}" for what, count in outcomes.most_common())
    lines = [f"  {count:,} × {what}" for what, count in places.most_common()]
    head = (
        f"{kind.value}: {outcomes.total():,} inputs of {len(seeds)} seeds "
        f"in {seconds / 60:.1f} min ({told}), {len(known):,} arcs, {len(kept):,} kept, "
        f"{len(places)} faults"
    )
    return "\n".join([head, *lines])


def _broken(kind: Format, kept: list[Seed], chance: random.Random) -> Seed:
    recent = kept[-max(4, len(kept) // 5) :]
    name, data = chance.choice(recent if chance.random() < 0.5 else kept)
    for _ in range(chance.choice((1, 1, 2, 3))):
        data = mutated(data, kind.value, [seed for _, seed in kept[-50:]], chance)
    return name, data


def _keep(
    folder: Path, name: str, data: bytes, answer: dict[str, Any], encoding: str | None
) -> None:
    """Keep the smallest input of each fault."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = hashlib.sha256(answer["place"].encode()).hexdigest()[:12]
    path = folder / f"{stem}{''.join(Path(name).suffixes)}"
    if not path.exists() or path.stat().st_size > len(data):
        path.write_bytes(data)
        text = f"{answer['place']}\nencoding: {encoding}\n\n{answer['fault']}"
        path.with_name(f"{stem}.fault").write_text(text)


def main() -> None:
    """Fuzz the reader of one format as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format", type=Format, choices=list(Format), metavar="FORMAT")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seeds", type=Path, help="a folder of more files to break")
    parser.add_argument("--findings", type=Path, default=Path("findings"))
    parser.add_argument("--chance", type=int, default=0, help="another number, other inputs")
    given = parser.parse_args()
    limit_memory()  # to take broken files apart may want as much as to read them
    seeds = invented(given.format)
    if given.seeds is not None:
        seeds += found(given.format, given.seeds)
    chance = random.Random(given.chance)
    print(fuzz(given.format, seeds, given.minutes * 60, chance, given.findings))


if __name__ == "__main__":
    main()
