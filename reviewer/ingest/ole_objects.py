"""Objects of other programs within documents: the file that Windows packed in a compound file."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

from reviewer.errors import ReadError, Unsupported
from reviewer.ingest.contents import contents
from reviewer.ingest.encodings import decode
from reviewer.ingest.lines import one_line
from reviewer.ingest.nested import Found, Nested

_NATIVE = "\x01Ole10Native"
# Streams that are a whole file: of Office programs of today, and what others call their contents.
_WHOLE = ("Package", "CONTENTS")


def read_ole_object(path: Path, nested: Nested) -> Iterator[Found]:
    """Yield the file that is packed in an object.

    Raises ReadError for damage, Unsupported where only its own program can show the object.
    """
    name, data = _packed(path)
    yield from nested.read(name, io.BytesIO(data), name)


def _packed(path: Path) -> tuple[str, bytes]:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(contents(path))) as compound:
            if compound.exists(_NATIVE):
                return packed_file(compound.openstream(_NATIVE).read())
            for name in _WHOLE:
                if compound.exists(name):
                    return "contents", compound.openstream(name).read()
    except ReadError:
        raise
    except Exception as error:  # the library tells damage by whatever happened to fail
        raise ReadError(f"“{path.name}” is damaged and cannot be unpacked.") from error
    raise Unsupported(
        f"“{path.name}” is an object that only the program it was made with can show. "
        "Open the document in that program and save the object as PDF."
    )


def packed_file(stream: bytes) -> tuple[str, bytes]:
    """Return the name and bytes in a stream of the Windows Packager.

    Its layout is in no specification of its maker's; this is what every such file shows: a size,
    a mark, the label and the path with a zero at their ends, four bytes, the path of a temporary
    file behind its length, and the bytes behind theirs. Other objects have the bytes alone.
    """
    (size,) = struct.unpack_from("<I", stream)
    alone = "contents", stream[4 : 4 + size]
    place = 6
    texts = []
    for _text in range(2):
        end = stream.find(b"\0", place)
        if stream[4:6] != b"\x02\0" or end < 0 or end - place > 1024:
            return alone
        texts.append(decode(stream[place:end]))
        place = end + 1
    try:
        (length,) = struct.unpack_from("<I", stream, place + 4)
        place += 8 + length
        (length,) = struct.unpack_from("<I", stream, place)
    except struct.error:  # an equation, for one, begins as if it were a packed file
        return alone
    name = PureWindowsPath(one_line(texts[0]) or "contents").name or "contents"
    return name, stream[place + 4 : place + 4 + length]
