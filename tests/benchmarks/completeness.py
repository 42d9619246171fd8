"""How much of a text is read: `python -m tests.benchmarks.completeness FOLDER [KIND …]`.

Reads every file below a folder as an import does and with a second reader that has nothing in
common with ours: pdftotext for PDF, Python's own packages for mail, LibreOffice for what offices
write. Told are for each kind the share of the second reader's words that are among ours, each as
often as it stands there, and the files that lack most; those that only the second can read, such
as locked ones, lack everything. What the second cannot read is left out.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import html
import mailbox
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from email.message import EmailMessage, Message
from pathlib import Path

from reviewer.corpus.prepared import PreparedDocument
from reviewer.errors import ReadError
from reviewer.ingest.discovery import find_files
from reviewer.ingest.formats import format_of
from reviewer.jobs.parsing import Parsers
from tests.benchmarks.processes import machine

_HYPHEN = re.compile(r"(?<=\w)[-\u00ad\u2010\u2011]\s*(?=\w)")
_WORD = re.compile(r"\w{2,}")
_PATIENCE_S = 60
_SHOWN = 5
_OFFICE = ("docx", "doc", "odt", "rtf")
Texts = Mapping[Path, str]


def ours(files: Sequence[Path], scratch: Path) -> Texts:
    """Return what an import reads of each file, all its documents together."""
    texts: dict[Path, str] = {}
    with Parsers(lambda _sha256, _mapping: 0, scratch) as parsers:
        for reading in parsers.read((path, None) for path in files):
            pieces: list[str] = []
            with suppress(ReadError):
                for found in reading.found():
                    if isinstance(found, PreparedDocument):
                        pieces += (found.fields["title"], found.body)
            texts[reading.path] = "\n".join(pieces)
    return texts


def by_pdftotext(files: Sequence[Path], _scratch: Path) -> Texts:
    """Return the text of PDF files."""
    return {path: _said("pdftotext", "-q", str(path), "-") for path in files}


def by_email(files: Sequence[Path], _scratch: Path) -> Texts:
    """Return the plain text of messages, or their HTML without its tags where there is none."""
    texts: dict[Path, str] = {}
    for path in files:
        with suppress(LookupError, ValueError, TypeError, AttributeError):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            texts[path] = _body(message)
    return texts


def by_mailbox(files: Sequence[Path], _scratch: Path) -> Texts:
    """Return the same of all messages in mailboxes."""
    texts: dict[Path, str] = {}
    for path in files:
        bodies = []
        for each in mailbox.mbox(path, create=False):
            with suppress(LookupError, ValueError, TypeError, AttributeError):
                data = each.as_bytes()
                bodies.append(_body(email.message_from_bytes(data, policy=email.policy.default)))
        texts[path] = "\n".join(bodies)
    return texts


def _body(message: Message) -> str:
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        return html.unescape(re.sub(r"(?s)<(style|script).*?</\1>|<!--.*?-->|<[^>]*>", " ", text))
    return text


def by_libreoffice(files: Sequence[Path], scratch: Path) -> Texts:
    """Return the text that LibreOffice writes of files, one start for each, as some end it."""
    texts: dict[Path, str] = {}
    for path in files:
        _said(
            "soffice", f"-env:UserInstallation={(scratch / 'profile').as_uri()}", "--headless",
            "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(scratch), str(path),
        )  # fmt: skip
        written = scratch / f"{path.stem}.txt"
        if written.is_file():
            texts[path] = written.read_text(encoding="utf-8", errors="replace")
            written.unlink()
    return texts


READERS: Mapping[str, Callable[[Sequence[Path], Path], Texts]] = {
    "pdf": by_pdftotext,
    "email": by_email,
    "mbox": by_mailbox,
    **dict.fromkeys(_OFFICE, by_libreoffice),
}


def _said(*command: str) -> str:
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            return process.communicate(timeout=_PATIENCE_S)[0].decode("utf-8", "replace")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # with what it started
            return ""


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text.

    Hyphens within words are taken out, since who joins lines knows not which were the printer's.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return Counter(_WORD.findall(_HYPHEN.sub("", plain)))


def shares(first: Texts, second: Texts) -> Iterator[tuple[Path, int, int]]:
    """Yield each file in which the second found words, how many, and how many of them we lack."""
    for path, text in second.items():
        wanted = words(text)
        if wanted:
            yield path, wanted.total(), (wanted - words(first.get(path, ""))).total()


def measure(kind: str, folder: Path) -> None:
    """Print the share of the words of one kind of file, and what lacks most."""
    files = [
        path for path in find_files([folder]) if isinstance(path, Path) and format_of(path) == kind
    ]
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        found = list(shares(ours(files, scratch / "ours"), READERS[kind](files, scratch)))
    wanted = sum(count for _, count, _ in found)
    lacking = sum(missing for *_, missing in found)
    share = 1 - lacking / wanted if wanted else 0.0
    print(f"{kind:>5}: {share:7.2%} of {wanted:,} words in {len(found)} of {len(files)} files")
    for path, count, missing in sorted(found, key=lambda each: -each[2])[:_SHOWN]:
        if missing:
            print(f"         {missing:,} of {count:,} lack in {path.relative_to(folder)!s:.80}")


def main() -> None:
    """Measure each kind of the command line, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", default=[*READERS], metavar="KIND")
    given = parser.parse_args()
    print(machine())
    for kind in given.kinds:
        if kind in _OFFICE and shutil.which("soffice") is None:
            print(f"{kind:>5}: LibreOffice is not installed")
        else:
            measure(kind, given.folder)


if __name__ == "__main__":
    main()
