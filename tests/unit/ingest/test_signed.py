"""Signed and encrypted containers: what is signed is read, what is encrypted is named."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import Locked, NoText
from reviewer.ingest.formats import Format, format_of
from reviewer.ingest.reading import read
from reviewer.ingest.unreadable import Unreadable
from reviewer.model import ParsedDocument, RemarkKind
from tests.unit.ingest.packed import is_told


def _signed(content: bytes | None) -> bytes:
    held = {"content_type": "data"} | ({"content": content} if content is not None else {})
    body = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [],
            "encap_content_info": held,
            "signer_infos": [],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": body}).dump())


def _enveloped() -> bytes:
    body = cms.EnvelopedData(
        {
            "version": "v0",
            "recipient_infos": [],
            "encrypted_content_info": {
                "content_type": "data",
                "content_encryption_algorithm": {
                    "algorithm": "aes128_cbc",
                    "parameters": bytes(16),
                },
                "encrypted_content": bytes(32),
            },
        }
    )
    return bytes(cms.ContentInfo({"content_type": "enveloped_data", "content": body}).dump())


MAIL = b"Content-Type: text/plain; charset=utf-8\r\n\r\nTwelve crates.\r\n"


def test_what_is_signed_is_read_and_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "smime.p7m"
    path.write_bytes(_signed(MAIL))
    assert format_of(path) is Format.SIGNED
    (document,) = read(path)
    assert isinstance(document, ParsedDocument)
    assert (document.text.strip(), document.locator) == ("Twelve crates.", "message.eml")
    assert [each.kind for each in document.remarks] == [RemarkKind.SIGNED]


def test_what_is_encrypted_is_locked_and_a_bare_signature_has_no_text(tmp_path: Path) -> None:
    path = tmp_path / "smime.p7m"
    path.write_bytes(_enveloped())
    with pytest.raises(Locked, match="encrypted"):
        list(read(path))
    path.write_bytes(_signed(None))
    with pytest.raises(NoText, match="signature"):
        list(read(path))


@pytest.mark.parametrize("is_encrypted", [True, False])
def test_a_container_in_a_message_is_told_by_its_bytes(tmp_path: Path, is_encrypted: bool) -> None:
    message = EmailMessage()
    message["Subject"] = "Crates"
    message.set_content(
        _enveloped() if is_encrypted else _signed(MAIL),
        "application",
        "pkcs7-mime",
        filename="smime.p7m",
    )
    path = tmp_path / "a.eml"
    path.write_bytes(message.as_bytes())
    whole, part = read(path)
    assert isinstance(whole, ParsedDocument)
    kind = RemarkKind.ENCRYPTED if is_encrypted else RemarkKind.SIGNED
    assert [each.kind for each in whole.remarks] == [kind]
    if is_encrypted:
        assert isinstance(part, Unreadable) and part.outcome == "locked"
    else:
        assert isinstance(part, ParsedDocument) and part.text.strip() == "Twelve crates."


SEEDS = (_signed(MAIL), _enveloped())


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(SEEDS), st.integers(0, 2000), st.binary(max_size=4), st.booleans())
def test_any_damage_is_told_and_never_a_fault(
    tmp_path: Path, seed: bytes, place: int, put: bytes, is_cut: bool
) -> None:
    assert is_told(tmp_path / "a.p7m", seed, place % len(seed), put, is_cut)
