from reviewer.search.schema import UNFIELDED, index_fields
from tests.unit.search.documents import document


def test_only_what_a_document_has_is_indexed() -> None:
    body = "El embajador dijo que el gobierno quiere hablar de la venta de armas."
    assert index_fields(document(1, body, sender="Ana", title="")) == {
        "body": body,
        "from": "Ana",
        "language": "es",
    }


def test_markings_and_languages_are_found_only_by_their_field() -> None:
    assert "body" in UNFIELDED
    assert not {"classification", "language"} & set(UNFIELDED)
