"""A small invented TEI edition, read by its reader and stored without an import."""

from __future__ import annotations

from pathlib import Path

from reviewer.corpus import imports
from reviewer.corpus.database import Corpus, create_corpus
from reviewer.corpus.prepared import prepared
from reviewer.ingest.reading import read
from reviewer.model import ParsedDocument

EDITION = """<?xml version="1.0"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<div type="document" xml:id="d1"><head>1. <persName>Ilse Ambo</persName> to the
 <orgName>Harbour Office</orgName></head>
<p><date when="1931-04-02">2 April</date>. <persName>Ilse Ambo</persName> left
<placeName>Velmara</placeName> with 😀 <persName>T. Ott</persName>.</p></div>
<div type="document" xml:id="d2"><head>2. Note</head>
<p><persName>Ilse
Ambo</persName> is back in <placeName>Velmara</placeName>.</p></div>
</body></text></TEI>
"""


def make_edition(folder: Path) -> Corpus:
    """Make a corpus of the edition's two documents and return it open for writing."""
    path = folder.with_suffix(".xml")
    path.write_text(EDITION, encoding="utf-8")
    corpus = create_corpus(folder)
    parsed = [each for each in read(path) if isinstance(each, ParsedDocument)]
    with corpus.write() as connection:
        source = imports.add_source(connection, "0" * 64, str(path), "tei", 1, "")
        imports.add_documents(connection, [(source, prepared(each, path.name)) for each in parsed])
    return corpus
