"""That fuzzing reaches the readers and sees what goes wrong in them."""

import random
from pathlib import Path

import psutil
import pytest

from reviewer.ingest import plain_text, reading
from reviewer.ingest.formats import Format, checked_format
from reviewer.model import ParsedDocument, Region, RegionKind
from tests.fuzzing.__main__ import Reader
from tests.fuzzing.mutations import mutated
from tests.fuzzing.seeds import invented
from tests.fuzzing.trial import examine


@pytest.mark.parametrize("kind", Format)
def test_every_format_has_files_to_break_and_broken_ones_are_read_or_told(
    kind: Format, tmp_path: Path
) -> None:
    chance = random.Random(1)
    for name, data in invented(kind):
        path = tmp_path / name
        path.write_bytes(data)
        assert checked_format(path) is kind
        assert examine(path)
        broken = {mutated(data, kind.value, [data], chance) for _ in range(4)} - {data}
        assert broken
        for each in sorted(broken):
            path.write_bytes(each)
            examine(path)


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        (ParsedDocument("ab", regions=(Region(1, 3, RegionKind.HIDDEN),)), "beside the text"),
        (ParsedDocument("a\0b", regions=(Region(0, 1, RegionKind.HIDDEN),)), "not normalised"),
        (ParsedDocument("a", date="May"), "no date"),
        (ParsedDocument("a", parent="elsewhere"), "no such parent"),
    ],
)
def test_a_document_that_is_not_whole_is_a_fault(
    document: ParsedDocument, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    monkeypatch.setitem(reading._TEXTS, Format.TEXT, lambda *_: document)
    with pytest.raises((AssertionError, ValueError), match=fault):
        examine(path)
    assert plain_text.read_plain_text(path).text == "words"


def test_a_reader_that_dies_is_a_finding_and_not_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("words")
    reader = Reader(tmp_path)
    first = reader.read(path, None)
    assert (first["outcome"], first["fault"]) == ("documents", "")
    assert any("plain_text.py" in arc for arc in first["arcs"])
    [process] = psutil.Process().children()
    process.kill()
    lost = reader.read(path, None)
    assert lost["outcome"] == "lost" and "signal 9" in lost["place"]
    assert reader.read(path, None)["outcome"] == "documents"
    reader.close()
