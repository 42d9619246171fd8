"""A small writer of compound files ([MS-CFB]), in which Outlook and old Office programs save."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

Tree: TypeAlias = Mapping[str, "bytes | Tree"]

_SECTOR = 512
_MINI = 64
_CUTOFF = 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class _Entry:
    name: str
    kind: int  # 1 a storage, 2 a stream, 5 the root
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    right: int = _FREE
    start: int = _END


def compound(tree: Tree) -> bytes:
    """Return a compound file of streams and storages by name."""
    entries = [_Entry("Root Entry", 5)]
    _add(entries, 0, tree)
    mini = bytearray()
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries:
        if entry.kind == 2 and entry.data:
            if len(entry.data) < _CUTOFF:
                count = -(-len(entry.data) // _MINI)
                entry.start = len(mini_fat)
                mini_fat += [*range(entry.start + 1, entry.start + count), _END]
                mini += entry.data.ljust(count * _MINI, b"\0")
            else:
                entry.start = _chain(entry.data, sectors, fat)
    entries[0].data = bytes(mini)
    entries[0].start = _chain(bytes(mini), sectors, fat) if mini else _END
    packed_mini = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_count = -(-len(packed_mini) // _SECTOR)
    packed_mini = packed_mini.ljust(mini_count * _SECTOR, b"\xff")
    mini_start = _chain(packed_mini, sectors, fat) if mini_fat else _END
    directory = b"".join(_packed_entry(each) for each in entries)
    directory_start = _chain(directory, sectors, fat)
    fat_count = 1
    while (len(fat) + fat_count) * 4 > fat_count * _SECTOR:
        fat_count += 1
    assert fat_count <= 109
    first = len(sectors)
    fat += [_FAT] * fat_count
    packed_fat = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_count * _SECTOR, b"\xff")
    places = [*range(first, first + fat_count)] + [_FREE] * (109 - fat_count)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory_start, 0, _CUTOFF, mini_start,
                          mini_count, _END, 0)  # fmt: skip
    header += struct.pack("<109I", *places)
    return header + b"".join(sectors) + packed_fat


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """Add what stands below an entry; siblings in the format's order, each right of the last."""
    numbers: list[int] = []
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        content = tree[name]
        is_stream = isinstance(content, bytes)
        entries.append(_Entry(name, 2 if is_stream else 1))
        numbers.append(len(entries) - 1)
        if isinstance(content, bytes):
            entries[-1].data = content
        else:
            _add(entries, len(entries) - 1, content)
    for number, following in pairwise(numbers):
        entries[number].right = following
    entries[parent].children = numbers[:1]


def _chain(data: bytes, sectors: list[bytes], fat: list[int]) -> int:
    start = len(sectors)
    count = max(1, -(-len(data) // _SECTOR))
    for number in range(count):
        sectors.append(data[number * _SECTOR : (number + 1) * _SECTOR].ljust(_SECTOR, b"\0"))
    fat += [*range(start + 1, start + count), _END]
    return start


def _packed_entry(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    child = entry.children[0] if entry.children else _FREE
    packed = name.ljust(64, b"\0") + struct.pack("<HBB", len(name) + 2, entry.kind, 1)
    packed += struct.pack("<III", _FREE, entry.right, child) + bytes(36)
    return packed + struct.pack("<IQ", entry.start, len(entry.data))
