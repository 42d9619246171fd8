"""Which encodings are shown first: those in which the text reads like writing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.ingest.encodings import CHOICES
from reviewer.ingest.plausible import by_plausibility, telling_part

TEXTS = {
    "cp1251": "Порт закрыт до утра. Суда стоят на рейде, груз не досмотрен.",
    "koi8-r": "Порт закрыт до утра. Суда стоят на рейде, груз не досмотрен.",
    "cp866": "Порт закрыт до утра. Суда стоят на рейде, груз не досмотрен.",
    "cp1252": "Der Hafen ist bis morgen früh für größere Schiffe geschlossen, meldet Köhler.",
    "cp1253": "Το λιμάνι είναι κλειστό ως το πρωί και τα πλοία περιμένουν.",
    "cp1255": "הנמל סגור עד הבוקר והספינות ממתינות.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_the_right_encoding_reads_well(encoding: str) -> None:
    answer = dict(by_plausibility(TEXTS[encoding].encode(encoding)))
    assert answer[encoding]
    assert set(answer) == set(CHOICES)


def test_cyrillic_in_western_letters_reads_wrong_and_stands_below() -> None:
    answer = by_plausibility(TEXTS["cp1251"].encode("cp1251"))
    names = [name for name, _ in answer]
    assert names.index("cp1251") < names.index("cp1252")
    told = dict(answer)
    assert not told["cp1252"] and not told["koi8-r"]


def test_lines_that_tell_encodings_apart_are_shown_also_from_far_below() -> None:
    data = b"plain\n" * 50_000 + "Größe\n".encode("cp1252")
    assert telling_part(data, 4096) == "Größe".encode("cp1252")
    assert telling_part(b"all plain", 5) == b"all p"


@given(st.binary(max_size=500))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    assert len(by_plausibility(data)) == len(CHOICES)
