"""Compute what each text is like, for those that lack it, so that similar ones can be found."""

from __future__ import annotations

from itertools import islice

import numpy as np

from reviewer.corpus import columns
from reviewer.corpus.database import Corpus
from reviewer.jobs.protocol import Control, Report, Stage
from reviewer.review.duplicates import places_of_texts
from reviewer.review.texts import texts_of
from reviewer.search.signatures import add_signatures, read_signatures, records_of

_TEXTS_PER_WRITE = 2_000


def run_compare(corpus: Corpus, report: Report, control: Control) -> int:
    """Store a signature for each text that has none and return how many these were.

    What was stored before a stop or a kill stays, and the next run goes on behind it. Raises
    Cancelled, and StorageError when the signatures cannot be written.
    """
    with corpus.read() as connection:
        last_id = columns.latest(connection)[0]
        ids = columns.document_ids(connection, last_id)
        hashes = columns.text_hashes(connection, last_id)
    path = corpus.paths.signatures
    lacking = np.flatnonzero(places_of_texts(hashes, read_signatures(path)["text"]) < 0)
    # Copies share one. In the order of import, as the texts stand on the disk.
    lacking = np.sort(lacking[np.unique(hashes[lacking], return_index=True)[1]])
    if not len(lacking):
        return 0
    hash_of = dict(zip(ids[lacking].tolist(), hashes[lacking].tolist(), strict=True))
    done, total = 0, len(lacking)

    def watched(document_id: int, text: str) -> tuple[int, str]:
        nonlocal done
        control.check()
        report.progress(Stage.COMPARING, done, total, done)
        done += 1
        return hash_of[document_id], text

    texts = (watched(*each) for each in texts_of(corpus, hash_of))
    while len(records := records_of(islice(texts, _TEXTS_PER_WRITE))):
        add_signatures(path, records)
    report.progress(Stage.COMPARING, total, total, total)
    return done
