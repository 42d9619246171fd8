"""Write the sample corpus anew: `python resources/make_sample.py [folder]`.

The result is committed, so that an installed Reviewer needs no PDF writer. It is the same, byte for
byte, each time.
"""

import sys
from pathlib import Path

from sample_source import annex, cables, mail, marks, reports

SAMPLE = Path(__file__).parent / "sample"
SOURCE = Path(__file__).parent / "sample_source" / "text"


def files() -> dict[str, bytes]:
    """Return every file of the sample corpus by its path relative to the corpus's folder."""
    written = {
        **cables.files(SOURCE),
        **mail.files(SOURCE / "mail.toml"),
        **reports.files(SOURCE),
        "annexes/annex_f_harbor_log.txt": annex.harbor_log().encode(),
    }
    as_is = SOURCE / "as_is"
    for path in sorted(path for path in as_is.rglob("*") if path.is_file()):
        written[path.relative_to(as_is).as_posix()] = path.read_bytes()
    written["marks.json"] = marks.resolved(SOURCE / "marks.toml", written)
    return written


def main() -> None:
    """Write the sample into the folder named on the command line, or to its place here."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    written = files()
    for name, content in written.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    size = sum(map(len, written.values()))
    print(f"{len(written)} files, {size:,} bytes in {folder}")


if __name__ == "__main__":
    main()
