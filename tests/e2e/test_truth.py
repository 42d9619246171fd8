"""What goes in as spans comes out of the excerpt CSV with the same text and offsets."""

import json
from pathlib import Path

from tests.truth import prove

BODIES = (
    "The consul 😀 met Ruđer in Port Lisse.\n\nHe paid [2 lines not declassified] in cash.",
    "=SUM of it, said “Ruđer”;\tno more.\u2028Port\u00a0Lisse e\u0301 was empty.",
    "B1\nNothing else.",
)


def spans(body: str, *words: str) -> list[dict[str, object]]:
    return [
        {
            "start": body.index(word),
            "end": body.index(word) + len(word),
            "label": "PLACE" if word.startswith("Port") else "PERSON",
            "code": "B1",
            "text": word,
        }
        for word in words
    ]


def lines() -> list[dict[str, object]]:
    first, second, third = BODIES
    return [
        {"id": "a", "body": first, "entities": spans(first, "Ruđer", "Port Lisse", "😀 met"),
         "redactions": spans(first, "[2 lines not declassified]", "lines")},
        {"id": "b", "body": second,
         "entities": spans(second, "Port\u00a0Lisse", "=SUM", "e\u0301", "\tno")},
        {"id": "c", "body": third, "redactions": spans(third, "B1", third)},
    ]  # fmt: skip


def test_every_span_comes_out_as_it_went_in(tmp_path: Path) -> None:
    file = tmp_path / "truth.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines()), encoding="utf-8")
    assert prove([file], tmp_path) == []


def test_a_span_that_has_no_place_is_told(tmp_path: Path) -> None:
    wrong = lines()
    wrong[2]["redactions"] = [{"start": 3, "end": 3, "code": "B1"}]
    file = tmp_path / "truth.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in wrong), encoding="utf-8")
    assert prove([file], tmp_path) == ["1 redactions have no document or no length"]
