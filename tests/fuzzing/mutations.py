"""Files broken on purpose: bytes, words and numbers anywhere, and what is packed inside of them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress

import olefile
import py7zr

from tests.unit.ingest.compound import Tree, compound

# What readers stumble over: limits of numbers, and the words that mean something to them.
_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_WRITTEN = (b"0", b"-1", b"1", b"65536", b"2147483648", b"9" * 20, b"1e999", b"NaN")
_ANYWHERE = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80", "\u202e\u2028\u0085".encode(), b" ", b"\t", b"\"", b"'", b"<", b">",
    b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"%", b"../", b"/", b"{", b"}", b"(", b")", b"\\",
)  # fmt: skip
_WORDS: dict[str, tuple[bytes, ...]] = {
    "mail": (
        b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822\n\n", b"--",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
        b"=?utf-16?B?2D0=?=", b"=?x?Q?=00?=", b"charset=utf-7", b"charset=idna",
        b"charset=undefined", b"charset=\"", b"Date: Thu, 99 Foo 0000 99:99:99 +9999\n",
        b"Subject:", b"\nFrom ", b"From:", b"To: a@b, <>, (, \"\n", b"filename*0*=utf-8''%00",
        b"Content-Disposition: attachment; filename=", b"Content-Location: ", b"cid:",
        b"References: <", b"message/partial", b"text/html", b"=\n",
    ),
    "rtf": (
        b"{\\rtf1", b"{\\*\\", b"\\bin9999 ", b"\\u-1?", b"\\u55357?", b"\\uc0", b"\\uc99",
        b"\\'", b"\\'fz", b"\\par", b"\\cell\\row", b"\\ansicpg99999", b"\\ansicpg932",
        b"{\\fonttbl{\\f0\\fcharset128 x;}}", b"\\f0", b"\\fldinst", b"\\pict", b"\\v",
        b"\\deleted", b"\\u-99999?", b"\\", b"{", b"}",
    ),
    "pdf": (
        b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"/Kids", b"/Parent",
        b"/Count", b"/Length", b"/Filter/FlateDecode", b"/FlateDecode", b"<<", b">>", b"[", b"]",
        b"1 0 R", b"4 0 R", b"/First", b"/Next", b"/Type/Page", b"/Contents", b"/Font",
        b"/Annots", b"/MediaBox[0 0 0 0]", b"/Rotate 90", b"/UserUnit 1e9", b"BT", b"ET", b"Tj",
        b"Tm", b"cm", b"q", b"Q", b"Do", b"Tr",
    ),
    "markup": (
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<!--", b"-->", b"<![CDATA[", b"]]>",
        b"<?xml version='1.0' ", b"encoding='utf-16'?>", b"encoding='idna'", b"&a;", b"<a>",
        b"</a>", b"/>", b"=\"", b" id='1'", b"<script>", b"<style>", b"<table>", b"<tr>",
        b"<td colspan=99999999>", b"<svg>", b"<template>",
    ),
    "text": (
        b'"', b'""', b",", b";", b"\t", b"{", b"}", b"[[[[", b"\xfe", b"\x14", b"null", b"true",
        b'\\ud800', b'"body":', b"---\n", b"title: ", b"# ", b"From ", b"\x00", b"\x85",
        b"\xc2\x85",
    ),
}  # fmt: skip
_WORDS_OF = {
    **dict.fromkeys(("email", "mbox", "msg", "tnef", "p7m"), "mail"),
    **dict.fromkeys(("html", "tei", "xml", "docx", "xlsx", "pptx"), "markup"),
    **dict.fromkeys(("odt", "ods", "odp", "epub"), "markup"),
    **dict.fromkeys(("text", "markdown", "csv", "tsv", "dat", "jsonl"), "text"),
    "rtf": "rtf", "pdf": "pdf",
}  # fmt: skip
_NUMBER = re.compile(rb"-?\d+")
_MAX_BYTES = 1 << 18


def mutated(data: bytes, kind: str, seeds: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a file of a kind with something broken in it, the same for the same chance."""
    words = _WORDS.get(_WORDS_OF.get(kind, ""), ())
    if chance.random() < 0.75:
        with suppress(Exception):  # what is broken already cannot be taken apart
            return _inside(data, words, chance)[:_MAX_BYTES]
    return _spoiled(data, words, seeds, chance)[:_MAX_BYTES]


def _inside(data: bytes, words: Sequence[bytes], chance: random.Random) -> bytes:
    """Return a container that opens, with something broken in what it holds."""

    def spoil(part: bytes) -> bytes:
        with suppress(Exception):
            return _inside(part, words, chance)
        return _spoiled(part, words, [data], chance)

    takers: dict[bytes, Callable[[bytes], dict[str, bytes]]] = {
        b"PK\x03\x04": _of_zip, b"7z\xbc\xaf": _of_7z,
    }  # fmt: skip
    makers = {b"PK\x03\x04": _zip, b"7z\xbc\xaf": _7z}
    head = data[:4]
    if head in takers:
        return makers[head](_shuffled(takers[head](data), spoil, chance))
    if data[257:262] == b"ustar":
        return _tar(_shuffled(_of_tar(data), spoil, chance))
    if data[:2] == b"\x1f\x8b":
        return gzip.compress(spoil(gzip.decompress(data)), 1)
    if data[:3] == b"BZh":
        return bz2.compress(spoil(bz2.decompress(data)), 1)
    if data[:6] == b"\xfd7zXZ\0":
        return lzma.compress(spoil(lzma.decompress(data)), preset=0)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        return _in_compound(data, spoil, chance)
    if b"%PDF" in data[:1024]:
        return _in_pdf(data, spoil, chance)
    raise ValueError("no container")


def _shuffled(
    parts: dict[str, bytes], spoil: Callable[[bytes], bytes], chance: random.Random
) -> list[tuple[str, bytes]]:
    members = list(parts.items())
    place = chance.randrange(len(members))
    name, part = members[place]
    deed = chance.random()
    if deed < 0.8:
        members[place] = (name, spoil(part))
    elif deed < 0.85:
        del members[place]
    elif deed < 0.9:
        members[place] = (name, chance.choice(members)[1])
    elif deed < 0.95:
        members.append((name, spoil(part)))
    else:
        members[place] = (_spoiled(name.encode(), (), [], chance).decode("latin-1")[:200], part)
    return members


def _of_zip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zip(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in members:
            archive.writestr(zipfile.ZipInfo(name or "x"), part)
    return file.getvalue()


def _of_7z(data: bytes) -> dict[str, bytes]:
    factory = py7zr.io.BytesIOFactory(_MAX_BYTES)
    with py7zr.SevenZipFile(io.BytesIO(data)) as archive:
        archive.extractall(factory=factory)
    return {name: part.read() for name, part in factory.products.items()}


def _7z(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with py7zr.SevenZipFile(file, "w") as archive:
        for name, part in members:
            archive.writestr(part, name)
    return file.getvalue()


def _of_tar(data: bytes) -> dict[str, bytes]:
    parts = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            parts[member.name] = stream.read() if stream else b""
    return parts


def _tar(members: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, part in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(part)
            archive.addfile(entry, io.BytesIO(part))
    return file.getvalue()


def _in_compound(data: bytes, spoil: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    with olefile.OleFileIO(data) as file:
        paths = file.listdir()
        chosen = chance.choice(paths)
        tree: dict[str, Tree | bytes] = {}
        for path in paths:
            below = tree
            for name in path[:-1]:
                below = below.setdefault(name, {})  # type: ignore[assignment]
            part = file.openstream(path).read()
            below[path[-1]] = spoil(part) if path == chosen else part
            if path == chosen and chance.random() < 0.1:
                del below[path[-1]]
    return compound(tree)


_PDF_PART = re.compile(rb"\d+ 0 obj.*?endobj", re.DOTALL)
_PDF_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def _in_pdf(data: bytes, spoil: Callable[[bytes], bytes], chance: random.Random) -> bytes:
    part = chance.choice(list(_PDF_PART.finditer(data)))
    whole = part[0]
    stream = _PDF_STREAM.search(whole)
    if stream is not None and chance.random() < 0.7:
        plain = stream[1]
        if b"FlateDecode" in whole:
            with suppress(zlib.error):
                plain = zlib.decompress(plain)
                whole = whole.replace(b"/FlateDecode", b"")
        whole = whole[: whole.index(b"stream")] + b"stream\n" + spoil(plain) + b"\nendstream endobj"
    elif chance.random() < 0.2:
        other = chance.choice(list(_PDF_PART.finditer(data)))[0]
        whole = whole.split(b" ", 1)[0] + b" " + other.split(b" ", 1)[1]
    else:
        whole = spoil(whole)
    return data[: part.start()] + whole + data[part.end() :]


def _spoiled(
    data: bytes, words: Sequence[bytes], seeds: Sequence[bytes], chance: random.Random
) -> bytes:
    broken = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        place = chance.randrange(len(broken) + 1)
        length = min(chance.choice((1, 2, 4, 16, 64, 512)), len(broken) - place)
        end = place + length
        match chance.randrange(11):
            case 0 if length:
                broken[place] ^= 1 << chance.randrange(8)
            case 1:
                broken[place:end] = chance.randbytes(length)
            case 2:
                del broken[place:end]
            case 3:
                broken[place:place] = broken[place:end]
            case 4:  # nested, or long
                broken[place:place] = broken[place:end] * chance.choice((2, 10, 100, 3000))
            case 5:
                start = chance.randrange(len(broken) + 1)
                broken[place:place] = broken[start : start + length]
            case 6:
                size = chance.choice((1, 2, 4))
                number = chance.choice(_NUMBERS) & ((1 << 8 * size) - 1)
                packed = number.to_bytes(size, "little")
                broken[place : place + size] = packed if chance.random() < 0.5 else packed[::-1]
            case 7:
                found = list(_NUMBER.finditer(broken[: place + 4096], place))
                if found:
                    number_at = chance.choice(found)
                    broken[number_at.start() : number_at.end()] = chance.choice(_WRITTEN)
            case 8 if seeds:
                other = chance.choice(seeds)
                start = chance.randrange(len(other) + 1)
                broken[place:end] = other[start : start + chance.choice((16, 256, 4096))]
            case 9 if chance.random() < 0.3:
                del broken[place:]
            case _:
                put = chance.choice(words or _ANYWHERE)
                broken[place : place if chance.random() < 0.5 else end] = put
        if not broken:
            broken = bytearray(chance.randbytes(8))
    return bytes(broken[:_MAX_BYTES])
