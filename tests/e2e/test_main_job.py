"""The main job, whole, in a real window: from an empty folder to the CSV that she hands over."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

from reviewer.corpus.database import open_corpus
from reviewer.review.check import check
from reviewer.search.index import SearchIndex
from tests.e2e.display import virtual_display

CABLE = (
    "😀 Viktor Marchetti sold shoulder-fired missiles to the harbour guard.\r\n"
    "He was seen at the port by Ines Okoye"
)
ANALYST = Path(__file__).with_name("analyst.py")


def test_an_analyst_does_her_job_and_finds_it_in_the_csv(
    tmp_path: Path, config_folder: Path
) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    (incoming / "06PORT0001.txt").write_bytes(CABLE.encode())
    (incoming / "06PORT0002.txt").write_text("Nothing of note happened in the harbour.")
    (incoming / "notes.md").write_text("# Notes\n\nMissiles were not seen.")
    with virtual_display() as environment:
        for part in ("review", "export"):
            done = subprocess.run(
                [sys.executable, str(ANALYST), part, str(tmp_path)],
                env={**environment, "PYTHONPATH": str(ANALYST.parents[2])},
                capture_output=True,
                text=True,
                timeout=150,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
            assert "trouble" not in done.stderr

    with (tmp_path / "excerpts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    told = [
        (row["kind"], row["excerpt"], row["tag"], row["entity"], row["start_char"], row["end_char"])
        for row in rows
    ]
    assert told == [
        ("highlight", "Viktor Marchetti", "Arms dealers", "", "2", "18"),
        ("mention", "Viktor Marchetti", "", "Viktor Marchetti", "2", "18"),
        ("redaction", "[REDACTED: Source protection]", "", "", "97", "107"),
    ]
    assert {row["reviewer"] for row in rows} == {"Ana Lyst"}
    assert all("Okoye" not in value for row in rows for value in row.values())

    with open_corpus(tmp_path / "Cables") as corpus:
        index = SearchIndex.open(corpus.paths.index)
        assert check(corpus, index).problems == []
        index.close()
