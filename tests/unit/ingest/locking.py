"""Makes locked files for tests: ZipCrypto by hand, as no package writes it, and the others."""

import base64
import hashlib
import io
import os
import zipfile
import zlib
from collections.abc import Mapping

import msoffcrypto.format.ooxml
import py7zr
import pyzipper
from Cryptodome.Cipher import AES
from docx import Document
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.unit.ingest.packed import ODF, packed

_TABLE = [zlib.crc32(bytes([value]), 0xFFFFFFFF) ^ 0xFFFFFFFF for value in range(256)]


def pdf_of(text: str, password: str) -> bytes:
    """Return a locked PDF of one line."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password))
    canvas.drawString(72, 720, text)
    canvas.save()
    return buffer.getvalue()


def aes_zip_of(members: Mapping[str, bytes], password: str) -> bytes:
    """Return a zip archive locked by AES."""
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(
        buffer, "w", compression=zipfile.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def old_zip_of(members: Mapping[str, bytes], password: bytes) -> bytes:
    """Return a zip archive of one-piece members locked by the old cipher."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, bytes(12) + data)
    whole = bytearray(buffer.getvalue())
    with zipfile.ZipFile(buffer) as archive:
        infos = archive.infolist()
    central = whole.index(b"PK\x01\x02")
    for info, data in zip(infos, members.values(), strict=True):
        crc = zlib.crc32(data)
        start = info.header_offset + 30 + len(info.orig_filename.encode())
        head = os.urandom(11) + bytes([crc >> 24])
        whole[start : start + 12 + len(data)] = _encrypted(head + data, password)
        for place, at in ((info.header_offset, 6), (central, 8)):
            whole[place + at] |= 1
            whole[place + at + 8 : place + at + 12] = crc.to_bytes(4, "little")
            whole[place + at + 16 : place + at + 20] = len(data).to_bytes(4, "little")
        central = whole.find(b"PK\x01\x02", central + 1)
    return bytes(whole)


def seven_of(members: Mapping[str, bytes], password: str, with_names: bool = False) -> bytes:
    """Return a 7z archive; with `with_names` the list of what is in it is locked too."""
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(
        buffer, "w", password=password, header_encryption=with_names
    ) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def docx_of(text: str, password: str) -> bytes:
    """Return a locked Word document of one paragraph."""
    plain, locked = io.BytesIO(), io.BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(plain)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(password, locked)
    return locked.getvalue()


def odt_of(text: str, password: str) -> bytes:
    """Return a text of OpenDocument locked by AES, as LibreOffice did until 24.8."""
    content = (
        f"<office:document-content {ODF}><office:body><office:text><text:p>{text}</text:p>"
        "</office:text></office:body></office:document-content>"
    ).encode()
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    plain = packer.compress(content) + packer.flush()
    checksum = hashlib.sha256(plain[:1024]).digest()
    salt, vector = os.urandom(16), os.urandom(16)
    start = hashlib.sha256(password.encode()).digest()
    key = hashlib.pbkdf2_hmac("sha1", start, salt, 1000, 32)
    missing = 16 - len(plain) % 16
    locked = AES.new(key, AES.MODE_CBC, vector).encrypt(plain + bytes([missing]) * missing)

    def told(data: bytes) -> str:
        return base64.b64encode(data).decode()

    manifest = f"""<manifest:manifest {ODF}>
      <manifest:file-entry manifest:full-path="content.xml" manifest:size="{len(content)}">
        <manifest:encryption-data manifest:checksum-type="urn:oasis#sha256-1k"
            manifest:checksum="{told(checksum)}">
          <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc"
            manifest:initialisation-vector="{told(vector)}"/>
          <manifest:start-key-generation manifest:key-size="32"
            manifest:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256"/>
          <manifest:key-derivation manifest:key-derivation-name="PBKDF2" manifest:key-size="32"
            manifest:iteration-count="1000" manifest:salt="{told(salt)}"/>
        </manifest:encryption-data>
      </manifest:file-entry>
    </manifest:manifest>"""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": locked,
            "META-INF/manifest.xml": manifest,
        }
    )


def _encrypted(data: bytes, password: bytes) -> bytes:
    """Return data as the cipher of PKZIP has it (APPNOTE 6.1)."""
    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = (keys[0] >> 8) ^ _TABLE[(keys[0] ^ byte) & 0xFF]
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = (keys[2] >> 8) ^ _TABLE[(keys[2] ^ (keys[1] >> 24)) & 0xFF]

    for byte in password:
        update(byte)
    answer = bytearray()
    for byte in data:
        mixed = keys[2] | 2
        answer.append(byte ^ ((mixed * (mixed ^ 1)) >> 8 & 0xFF))
        update(byte)
    return bytes(answer)
