"""What importing costs: `python -m tests.benchmarks.ingest [--count N] [--place FOLDER] [KIND …]`.

Files of each kind are written from a seed and imported in a process of their own, without the
index unless `--index` is given. Told are documents and megabytes a second, the processor time of
storing (the worker) and of parsing (its parser processes), and the highest memory of each. The
peer does what cannot be done without in one loop: Python's own reader of the format, where it has
one, and plain inserts of the texts into SQLite.
"""

from __future__ import annotations

import argparse
import csv
import email
import json
import mailbox
import shutil
import sqlite3
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random
from time import perf_counter

from tests.benchmarks.processes import folder_mb, machine, watched

_WORDS = 20_000
_FILES_PER_FOLDER = 1_000
_IMPORT = """
import json, resource, sys, time
from pathlib import Path
from reviewer.corpus.database import create_corpus
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control, Silence
from reviewer.jobs import import_job

class Nothing:
    indexed = 0
    def __init__(self, *given): pass
    def __enter__(self): return self
    def __exit__(self, *given): pass

with create_corpus(Path(sys.argv[2])) as corpus:
    if sys.argv[3] != "index":
        import_job.IndexingBehind = Nothing
        import_job.run_index = lambda *given: 0
    begun = time.perf_counter()
    result = run_import(corpus, [Path(sys.argv[1])], {}, Silence(), Control())
    wall = time.perf_counter() - begun
own = resource.getrusage(resource.RUSAGE_SELF)
parsers = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "documents": result.documents, "wall_s": wall,
    "own_s": own.ru_utime + own.ru_stime, "parsers_s": parsers.ru_utime + parsers.ru_stime,
}))
"""


class Writer:
    """Writes texts of made-up words into files; the same seed makes the same ones."""

    def __init__(self, seed: int = 11) -> None:
        self._chance = Random(seed)
        letters = "aeioubcdfglmnprst"
        self._words = [
            "".join(self._chance.choices(letters, k=self._chance.randint(2, 9)))
            for _ in range(_WORDS)
        ]

    def text(self, words: int = 250) -> str:
        """Return so many words in lines of twelve."""
        drawn = self._chance.choices(self._words, k=words)
        lines = (" ".join(drawn[at : at + 12]) for at in range(0, words, 12))
        return "\n".join(lines) + "\n"

    def mail(self, number: int) -> bytes:
        """Return a small e-mail."""
        message = EmailMessage()
        message["From"], message["To"] = f"a{number % 4000}@x.example", "b@x.example"
        message["Subject"] = f"{self._words[number % _WORDS]} {number}"
        message["Date"] = f"{1 + number % 28:02} Jun 2009 10:00:00 +0000"
        message["Message-ID"] = f"<{number}@x.example>"
        message.set_content(self.text())
        return message.as_bytes()


def _each(folder: Path, count: int, suffix: str) -> Iterator[tuple[int, Path]]:
    for number in range(count):
        path = folder / str(number // _FILES_PER_FOLDER) / f"{number}{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        yield number, path


def _texts(writer: Writer, folder: Path, count: int) -> None:
    for _, path in _each(folder, count, ".txt"):
        path.write_text(writer.text())


def _markdown(writer: Writer, folder: Path, count: int) -> None:
    for number, path in _each(folder, count, ".md"):
        path.write_text(f"# Note {number}\n\n{writer.text(125)}\n- *{writer.text(125)}*\n")


def _html(writer: Writer, folder: Path, count: int) -> None:
    for number, path in _each(folder, count, ".html"):
        text = "".join(f"<p>{writer.text(50)}</p>" for _ in range(5))
        path.write_text(f"<html><head><title>{number}</title></head><body>{text}</body></html>")


def _mails(writer: Writer, folder: Path, count: int) -> None:
    for number, path in _each(folder, count, ".eml"):
        path.write_bytes(writer.mail(number))


def _mbox(writer: Writer, folder: Path, count: int) -> None:
    with (folder / "all.mbox").open("wb") as file:
        for number in range(count):
            file.write(b"From a@x.example Thu Jun  4 10:00:00 2009\n" + writer.mail(number) + b"\n")


def _csv(writer: Writer, folder: Path, count: int) -> None:
    with (folder / "rows.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "subject", "date", "body"))
        for number in range(count):
            rows.writerow((number, f"Row {number}", f"2009-06-{1 + number % 28:02}", writer.text()))


def _json_lines(writer: Writer, folder: Path, count: int) -> None:
    with (folder / "rows.jsonl").open("w") as file:
        for number in range(count):
            file.write(json.dumps({"id": number, "title": f"Row {number}", "body": writer.text()}))
            file.write("\n")


def _zip(writer: Writer, folder: Path, count: int) -> None:
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.eml", writer.mail(number))


def _tar(writer: Writer, folder: Path, count: int) -> None:
    loose = folder.with_name("loose")
    _mails(writer, loose, count)
    with tarfile.open(folder / "all.tar.gz", "w:gz") as archive:
        archive.add(loose, "mail")
    shutil.rmtree(loose)


def _word(writer: Writer, folder: Path, count: int) -> None:
    from docx import Document

    for _, path in _each(folder, count, ".docx"):
        document = Document()
        for _ in range(5):
            document.add_paragraph(writer.text(50))
        document.save(str(path))


def _pdf(writer: Writer, folder: Path, count: int) -> None:
    from reportlab.pdfgen.canvas import Canvas

    for _, path in _each(folder, count, ".pdf"):
        canvas = Canvas(str(path))
        for _ in range(2):
            lines = canvas.beginText(50, 800)
            lines.textLines(writer.text(125))
            canvas.drawText(lines)
            canvas.showPage()
        canvas.save()


# How files are written, and how many where nobody says: as many as a minute takes or so.
KINDS: dict[str, tuple[Callable[[Writer, Path, int], None], int]] = {
    "eml": (_mails, 5_000),
    "txt": (_texts, 5_000),
    "md": (_markdown, 5_000),
    "html": (_html, 3_000),
    "mbox": (_mbox, 10_000),
    "csv": (_csv, 20_000),
    "jsonl": (_json_lines, 20_000),
    "zip": (_zip, 2_000),
    "tar.gz": (_tar, 2_000),
    "docx": (_word, 300),
    "pdf": (_pdf, 500),
}


def _contents(kind: str, folder: Path) -> Iterator[str]:
    """Yield the texts of files as Python alone reads them; as bytes where it does not."""
    files = (path for path in folder.rglob("*") if path.is_file())
    match kind:
        case "eml":
            for path in files:
                yield str(email.message_from_bytes(path.read_bytes()).get_payload())
        case "mbox":
            yield from (str(each.get_payload()) for each in mailbox.mbox(folder / "all.mbox"))
        case "csv":
            with (folder / "rows.csv").open(newline="") as file:
                yield from (row[3] for row in csv.reader(file))
        case "jsonl":
            with (folder / "rows.jsonl").open() as file:
                yield from (json.loads(line)["body"] for line in file)
        case _:
            yield from (path.read_bytes().decode("latin-1") for path in files)


def peer_s(kind: str, folder: Path, database: Path) -> float:
    """Return how long Python takes to read the files and insert their texts, and no more."""
    database.unlink(missing_ok=True)
    begun = perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("CREATE TABLE text (body TEXT)")
    with connection:
        connection.executemany(
            "INSERT INTO text VALUES (?)", ((text,) for text in _contents(kind, folder))
        )
    connection.close()
    return perf_counter() - begun


def measure(kind: str, count: int | None, place: Path, with_index: bool) -> None:
    """Write files of a kind, import them and print what it cost."""
    write, usual = KINDS[kind]
    folder, corpus = place / "files", place / "corpus"
    for each in (folder, corpus):
        shutil.rmtree(each, ignore_errors=True)
    folder.mkdir(parents=True)
    write(Writer(), folder, count or usual)
    size_mb = folder_mb(folder)
    peer = peer_s(kind, folder, place / "peer.db")
    heard: list[str] = []
    arguments = [str(folder), str(corpus), "index" if with_index else "none"]
    peaks_mb = watched([sys.executable, "-c", _IMPORT, *arguments], "", heard.append).peaks_mb
    cost = json.loads(heard[-1])
    documents, wall = cost["documents"], cost["wall_s"]
    print(
        f"{kind:>6} {documents:>8,} {documents / wall:>8,.0f}/s {size_mb / wall:>7.1f} MB/s  "
        f"{wall:>6.1f} s = {wall / peer:>5.1f} x the peer's {peer:>5.1f} s;  "
        f"worker {cost['own_s']:>6.1f} s, parsers {cost['parsers_s']:>6.1f} s;  "
        f"MB {', '.join(f'{each:.0f}' for each in peaks_mb)}",
        flush=True,
    )


def main() -> None:
    """Measure each kind of the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", default=[*KINDS])
    parser.add_argument("--count", type=int, help="documents of each kind")
    parser.add_argument("--index", action="store_true", help="index as the window does")
    parser.add_argument("--place", type=Path, default=Path("/tmp/reviewer-ingest"))
    given = parser.parse_args()
    print(machine())
    print("  kind documents  a second            wall, peer; processor time and memory")
    for kind in given.kinds:
        measure(kind, given.count, given.place, given.index)
    print(machine().rpartition("; ")[2])


if __name__ == "__main__":
    main()
