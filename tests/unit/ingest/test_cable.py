from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.ingest.cable import Recognised, classification_of, recognise
from reviewer.ingest.portions import portion_marks

CABLE = """\
C O N F I D E N T I A L SECTION 01 OF 02 VELMARA 000123

SIPDIS

E.O. 12958: DECL: 05/04/2016
TAGS: PREL, MARR, ZZ
SUBJECT: SHIPMENT OF LAUNCHERS
THROUGH THE OLD PORT
REF: A. VELMARA 99
     B. STATE 4321

R 041032Z MAY 06
FM AMEMBASSY VELMARA
TO RUEHC/SECSTATE WASHDC PRIORITY 1234
RUEABC/NAVAL OFFICE
INFO RUEHXX/AMEMBASSY ORLANDIA

1. (C) SUMMARY: The Minister told us nothing.
SUBJECT: not this one
"""
WORDS = st.lists(
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=9), min_size=1, max_size=5
).map(" ".join)


def test_a_cable_is_recognised() -> None:
    found = recognise(CABLE)
    assert found.title == "SHIPMENT OF LAUNCHERS THROUGH THE OLD PORT"
    assert found.date == "2006-05-04T10:32:00+00:00"
    assert found.origin == found.sender == "AMEMBASSY VELMARA"
    assert found.classification == "CONFIDENTIAL"
    assert found.recipients == "RUEHC/SECSTATE WASHDC PRIORITY 1234; RUEABC/NAVAL OFFICE"
    assert found.metadata == {
        "E.O.": "12958: DECL: 05/04/2016",
        "TAGS": "PREL, MARR, ZZ",
        "REF": "A. VELMARA 99 B. STATE 4321",
        "Date-time group": "R 041032Z MAY 06",
        "INFO": "RUEHXX/AMEMBASSY ORLANDIA",
        "Precedence": "Routine",
        "Captions": "SIPDIS",
        "Portion marks": "(C) 1",
    }
    assert found.external_id == "06VELMARA123"


def test_what_a_cable_notes_is_complete() -> None:
    found = recognise(
        "UNCLAS PORT LISSE 000045\n\nSIPDIS\nNOFORN\n\nE.O. 12958: N/A\nTAGS: PREL, ECON,\n"
        "  ZZ\nREF A: 05 VELMARA 99\nREF (B): STATE 4321\nC. ORLANDIA 7\n"
        "Classified By: I. Ambo, consul.\nReason: 1.4 (b), (d)\nDECL: 05/04/2016\n"
        "Derived from: the harbour book\n\nO 041032Z MAY 06\n\n1. (S//NF) One.\n2. (U) Two.\n"
        "   3. (S//NF) Three. (C) is no mark here.\n(SBU) Four.\n"
    )
    assert found.external_id == "06PORTLISSE45"
    assert found.metadata == {
        "E.O.": "12958: N/A",
        "TAGS": "PREL, ECON, ZZ",
        "REF": "05 VELMARA 99; STATE 4321 C. ORLANDIA 7",
        "Classified by": "I. Ambo, consul.",
        "Reason": "1.4 (b), (d)",
        "Declassify on": "05/04/2016",
        "Derived from": "the harbour book",
        "Date-time group": "O 041032Z MAY 06",
        "Precedence": "Immediate",
        "Captions": "SIPDIS, NOFORN",
        "Portion marks": "(S//NF) 2, (SBU) 1, (U) 1",
    }


def test_portion_marks_are_no_lists_of_letters() -> None:
    assert portion_marks("(a) one\n(b) two\n(C)opyright\nsee (S) here\n") is None
    assert portion_marks("1. (TS) a\n(C) b\n(C) c") == "(TS) 1, (C) 2"


@given(WORDS, st.sampled_from(["\n", "\r\n"]))
def test_the_lines_of_a_cable_are_found_whatever_they_say(words: str, end: str) -> None:
    text = end.join(
        ["SECRET//NOFORN", "", f"SUBJECT: About {words}", "", "Z 010000Z JAN 99", f"FM {words}"]
    )
    found = recognise(text)
    assert found.title == f"About {words}"
    assert found.origin == words
    assert found.classification == "SECRET//NOFORN"


@given(st.text())
def test_nothing_is_invented(text: str) -> None:
    found = recognise(text)
    squeezed = "".join(text.split())
    for value in (found.title, found.origin, found.sender):
        assert value is None or "".join(value.split()) in squeezed


def test_prose_about_secrets_is_not_a_header() -> None:
    text = "Secret plans are afoot.\nTo the Minister it was news.\nThe subject: rice.\n"
    assert recognise(text) == Recognised()


def test_a_printed_mail_is_recognised_below_a_stamp() -> None:
    text = (
        "STAMP 2015\n\nFrom:    Ilse Ambo <ilse@example.org>\nSent: December 4, 2009 3:31 AM"
        "\nTo:\nCc: Registry\nSubject:   Crates\n\nFrom: nobody"
    )
    found = recognise(text)
    assert found.title == "Crates"
    assert found.sender == "Ilse Ambo <ilse@example.org>"
    assert found.recipients is None
    assert found.date == "2009-12-04T03:31:00"
    assert found.metadata == {"Cc": "Registry"}


def test_a_date_that_cannot_be_read_is_kept_as_written() -> None:
    found = recognise("From: A\nSent: soon\nTo: B\n\nHello")
    assert found.date is None
    assert found.metadata == {"Date as written": "soon"}


def test_classification_lines() -> None:
    assert classification_of("S E C R E T") == "SECRET"
    assert classification_of("T O P  S E C R E T // N O F O R N") == "TOP SECRET//NOFORN"
    assert classification_of("UNCLASSIFIED//FOUO") == "UNCLASSIFIED//FOUO"
    assert classification_of("UNCLAS SECTION 01 OF 02 VELMARA 000123") == "UNCLAS"
    assert classification_of("Top Secret") == "TOP SECRET"
    assert classification_of("SECRET PLANS") is None
    assert classification_of("Confidential matters") is None
