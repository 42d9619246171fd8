"""Text put together from pieces, and the regions in it."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.ingest.composing import Composer
from reviewer.model import Region, RegionKind
from reviewer.text import normalise

PIECES = st.lists(
    st.tuples(st.text(st.characters()), st.sampled_from([None, *RegionKind]), st.text(max_size=3))
)


@given(PIECES)
def test_every_region_holds_its_piece_of_a_normalised_text(
    pieces: list[tuple[str, RegionKind | None, str]],
) -> None:
    composer = Composer()
    for piece, kind, note in pieces:
        composer.add(piece, kind, note)
    text = composer.text
    assert text == normalise(text) == "".join(normalise(piece) for piece, _, _ in pieces)
    assert composer.length_cp == len(text)
    held = [(text[r.start_cp : r.end_cp], r.kind, r.note) for r in composer.regions]
    wanted = [(normalise(p), kind, note) for p, kind, note in pieces if kind]
    assert sorted(held) == sorted((p, k, n) for p, k, n in wanted if p.strip())


def test_a_region_may_hold_others() -> None:
    composer = Composer()
    composer.add("Before. ")
    with composer.region(RegionKind.PAGE, "1"):
        composer.add("Seen, ")
        composer.add("unseen.", RegionKind.HIDDEN)
    assert composer.regions == (
        Region(8, 21, RegionKind.PAGE, "1"),
        Region(14, 21, RegionKind.HIDDEN),
    )
