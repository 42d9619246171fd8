"""What may be stored already is asked for; nothing that was stored is taken for new."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from reviewer.jobs.seen import Seen


@given(st.sets(st.binary(), max_size=50))
def test_what_was_added_is_never_taken_for_new(contents: set[bytes]) -> None:
    seen = Seen()
    hashes = [hashlib.sha256(content).hexdigest() for content in contents]
    for sha256 in hashes:
        seen.add(sha256)
    assert all(sha256 in seen for sha256 in hashes)


def test_of_many_new_files_hardly_one_is_taken_for_seen() -> None:
    seen = Seen()
    hashes = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(50_000)]
    for sha256 in hashes[:25_000]:
        seen.add(sha256)
    assert sum(sha256 in seen for sha256 in hashes[25_000:]) < 5
