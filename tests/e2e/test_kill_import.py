"""Killed at any moment, an import leaves whole documents, and the next one completes it.

By hand with more kills: `python tests/e2e/test_kill_import.py FOLDER KILLS`.
"""

import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import zipfile
from email.message import EmailMessage
from pathlib import Path
from time import monotonic

import psutil
from sqlalchemy import text

from reviewer.corpus import documents
from reviewer.corpus.database import Access, Corpus, create_corpus, open_corpus
from reviewer.jobs import worker
from reviewer.jobs.import_job import run_import
from reviewer.jobs.protocol import Control, Silence
from reviewer.review.check import check
from reviewer.search.index import SearchIndex

KILLS = 30
ROWS = 4_000
FILES = 100
MAILS = 30  # in an archive, each with an attachment
BAD_ROWS = (700, 701, 1_900)
LONGEST_START_S = 0.7
LONGEST_MOMENT_S = 0.05  # from a number of documents on


def _write_documents(folder: Path) -> dict[str, int]:
    """Write a table and small files; return each text with how often it must be stored."""
    folder.mkdir()
    wanted: dict[str, int] = {}
    lines = []
    for number in range(ROWS):
        body = f"Row {number} 😀 of the harbour log. " + "The crates stand on the quay. " * 5
        if number in BAD_ROWS:
            lines.append("{ no record")
        else:
            lines.append(json.dumps({"id": f"r{number}", "body": body}))
            wanted[body] = 1
    (folder / "harbour.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for number in range(FILES):
        body = f"Cable {number}.\nNothing was found in the hold."
        (folder / f"cable {number}.txt").write_text(body, encoding="utf-8")
        wanted[body] = 1
    with zipfile.ZipFile(folder / "mail.zip", "w") as archive:
        for number in range(MAILS):
            message = EmailMessage()
            message["From"], message["Message-ID"] = "ann@example.org", f"<{number}@example.org>"
            message.set_content(f"Letter {number}.\n")
            message.add_attachment(f"Bill {number}.\n", filename="bill.txt")
            archive.writestr(f"{number}.eml", message.as_bytes())
            wanted |= {f"Letter {number}.\n": 1, f"Bill {number}.\n": 1}
    return wanted


def _live_and_be_killed(corpus: Path, files: Path, life_s: float, read: int) -> bool:
    """Run the worker in a process of its own and kill it; tell whether it was done before.

    It lives that long from its start, or, when that is given, from where it has read so many
    documents.
    """
    spec = {"job": "import", "corpus": str(corpus), "reviewer": "Ann", "paths": [str(files)]}
    hear, told = os.pipe()
    listen, tell = os.pipe()
    child = os.fork()  # a hundred times quicker than a new interpreter
    if child == 0:
        try:
            os.dup2(listen, 0)
            os.dup2(told, 1)
            for descriptor in (hear, told, listen, tell):
                os.close(descriptor)
            worker.main()
        finally:
            os._exit(1)
    os.close(told)
    os.close(listen)
    os.write(tell, json.dumps(spec).encode() + b"\n")
    deadline = monotonic() + (20 if read else life_s)
    heard = b""
    while (left := deadline - monotonic()) > 0 and select.select([hear], [], [], left)[0]:
        piece = os.read(hear, 65536)
        heard += piece
        if not piece:
            break
        if read and any(int(told) >= read for told in re.findall(rb'"documents": (\d+)', heard)):
            deadline = monotonic() + life_s
            read = 0
    parsers = psutil.Process(child).children()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # A parser hears that nobody listens any more, and ends.
    _, living = psutil.wait_procs(parsers, timeout=30)
    assert living == [], "a parser was left behind"
    os.close(hear)
    os.close(tell)
    assert b'"event": "failed"' not in heard, heard[-2000:]
    return b'"event": "done"' in heard


def _texts(corpus: Corpus) -> list[str]:
    with corpus.read() as connection:
        found = documents.texts(connection, documents.document_ids(connection))
    return list(found.values())


def _require_whole(corpus: Corpus, wanted: dict[str, int]) -> int:
    """Require that what is stored is whole and counted, and return how many documents it is."""
    with corpus.read() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        sources = connection.execute(
            text(
                "SELECT sha256, format, documents_done, complete, (SELECT count(*) FROM document"
                " WHERE source_file_id = source_file.id) AS documents FROM source_file"
            )
        ).all()
    for source in sources:
        assert corpus.paths.original(source.sha256).is_file()
        unreadable = sum(row < source.documents_done for row in BAD_ROWS)
        if source.format == "jsonl":
            assert source.documents == source.documents_done - unreadable
        elif source.format == "zip":
            assert source.documents == source.documents_done
            assert source.complete == (source.documents == 2 * MAILS)
        else:
            assert source.documents == source.documents_done == source.complete == 1
    stored = _texts(corpus)
    assert len(stored) == len(set(stored)), "doubled"
    assert wanted.keys() >= set(stored)
    return len(stored)


def _complete(corpus: Corpus, files: Path, wanted: dict[str, int]) -> None:
    run_import(corpus, [files], {}, Silence(), Control())
    assert sorted(_texts(corpus)) == sorted(wanted)
    assert not corpus.paths.scratch.exists()
    index = SearchIndex.open(corpus.paths.index)
    assert check(corpus, index).problems == []
    index.close()


def _kill_again_and_again(folder: Path, kills: int) -> None:
    files = folder / "files"
    wanted = _write_documents(files)
    chance = random.Random(2)
    corpora = 0
    place = folder / "Cables 0"
    create_corpus(place).close()
    before = 0
    midway = 0
    for kill in range(kills):
        left = len(wanted) - before
        read = chance.randrange(1, left) if kill % 4 and left > 1 else 0
        longest_s = LONGEST_MOMENT_S if read else LONGEST_START_S
        done = _live_and_be_killed(place, files, chance.uniform(0, longest_s), read)
        with open_corpus(place, Access.WRITE) as corpus:
            now = _require_whole(corpus, wanted)
            assert now >= before, f"lost after kill {kill}"
            midway += 0 < now < len(wanted)
            before = now
            if done or (now == len(wanted) and chance.random() < 0.5):
                assert now == len(wanted)
                if corpora % 3 == 0:
                    _complete(corpus, files, wanted)
                corpora += 1
                place = folder / f"Cables {corpora}"
                create_corpus(place).close()
                before = 0
    assert midway >= 3, "too few kills hit an import under way to prove anything"
    with open_corpus(place, Access.WRITE) as corpus:
        _complete(corpus, files, wanted)


def test_a_killed_import_is_whole_and_goes_on(tmp_path: Path) -> None:
    # In an interpreter of its own, since only one without threads forks safely.
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, __file__, str(tmp_path), str(KILLS)],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    _kill_again_and_again(Path(sys.argv[1]), int(sys.argv[2]))
