from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.search.index import SearchIndex
from reviewer.search.snapshot import Snapshot
from reviewer.search.suggestions import suggest
from tests.unit.search.documents import document

BODIES = [
    *["The missile and the launcher were sold to Ankara by the trader."] * 30,
    *["Missiles were not found in the harbour."] * 4,
    "The mussel is a misslie of the sea.",
    "Igla-S, Strela.",
    *["Strela and Igla launchers."] * 60,
]


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("index")
    index = SearchIndex.create(folder / "index")
    documents = [document(place, body) for place, body in enumerate(BODIES, 1)]
    index.add(documents[:50])
    index.add(documents[50:])
    yield index.snapshot
    index.close()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("misile", "missile"),
        ("Misile", "Missile"),
        ("MISILE", "MISSILE"),
        ("misslie", "missile"),  # one document holds it, as a mistake
        ("ankara misile", "ankara missile"),
        ('"misile luncher"~5  -harbor', '"missile launcher"~5  -harbour'),
        ("title:misile AND (ankara OR  tradr)", "title:missile AND (ankara OR  trader)"),
        ("Istrela", "Strela"),
        ("anakra", "ankara"),
        ("iglla strela", "igla strela"),
    ],
)
def test_the_nearest_known_word_is_offered_and_all_else_kept(
    snapshot: Snapshot, typed: str, offered: str
) -> None:
    assert suggest(snapshot, typed) == offered


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "missile",
        "missiles ankara",
        "xylophone",
        "abc",
        "misil*",
        "misile~1",
        "tag:misile",
        "file:misile",
        'path:"misile launchr"',
        'entity:"misile launchr"',
        "/misile/",
        "date:2005",
        "05MISILE1234",
        "NOT",
        '"',
    ],
)
def test_what_is_known_has_none_near_or_is_meant_is_left_alone(
    snapshot: Snapshot, typed: str
) -> None:
    assert suggest(snapshot, typed) is None


def test_an_empty_index_offers_nothing() -> None:
    assert suggest(Snapshot([]), "misile") is None
