"""The process that cuts documents into words: `… -m reviewer.jobs.segment_writer CORPUS FOLDER`.

Each line on standard input is a JSON list of document ids. The documents are read from the corpus
and become one segment in the folder, which belongs to no index yet. The answer is lines of JSON:
`{"done": 50}` as it goes, then `{"segment": {…}}` or `{"failed": "…"}`. When the input ends, the
parent is gone or has no more to do, and the process ends at once.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from reviewer.corpus import documents
from reviewer.corpus.database import Corpus, open_corpus
from reviewer.errors import ReviewerError
from reviewer.search.pool import PostingPool
from reviewer.search.seal import SealedSegment

_DOCUMENTS_PER_TELLING = 50


def main() -> None:
    """Write a segment for each line of standard input."""
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: SimpleQueue[list[int]] = SimpleQueue()
    threading.Thread(target=_listen, args=(tasks,), daemon=True).start()
    with open_corpus(Path(sys.argv[1])) as corpus:
        while True:
            ids = tasks.get()
            try:
                segment = _segment(corpus, ids, Path(sys.argv[2]), output)
            except (ReviewerError, OSError) as error:
                _tell(output, {"failed": str(error)})
            else:
                _tell(output, {"segment": segment.to_json()})


def _segment(corpus: Corpus, ids: Sequence[int], folder: Path, output: BinaryIO) -> SealedSegment:
    pool = PostingPool()
    with corpus.read() as connection:
        for document in documents.searchable_documents(connection, ids):
            pool.add(document)
            if len(pool) % _DOCUMENTS_PER_TELLING == 0:
                _tell(output, {"done": len(pool)})
    return pool.write(folder)


def _tell(output: BinaryIO, event: dict[str, Any]) -> None:
    output.write(json.dumps(event).encode() + b"\n")
    output.flush()


def _listen(tasks: SimpleQueue[list[int]]) -> None:
    for line in sys.stdin.buffer:
        tasks.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
