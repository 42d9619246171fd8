"""Pictures as documents: what text recognition reads in them, page by page."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import NoText, ReadError
from reviewer.ingest import ocr
from reviewer.ingest.cable import recognise
from reviewer.ingest.composing import Composer
from reviewer.ingest.dates import iso_date
from reviewer.ingest.lines import one_line
from reviewer.ingest.titles import title_of, with_header
from reviewer.model import ParsedDocument, RegionKind, Remark, RemarkKind

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP")
_MAX_PAGES = 2_000
_MIN_SIDE_PX = 16  # what is smaller holds no letter, and is a bullet or counts who looks at it
_DIGITISED = 36868  # Exif: when the picture was taken
_CHANGED = 306
_DESCRIPTION = 270
_ARTIST = 315


def read_picture(path: Path) -> ParsedDocument:
    """Return the text that is seen in a picture, each page of a TIFF under its number.

    Raises NoText where nothing recognises text or there is none, ReadError when it is damaged or
    far too large.
    """
    from PIL import Image, UnidentifiedImageError

    too_large = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = ocr.MAX_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=_FORMATS) as picture:
                return _document(picture, path)
    except too_large as error:
        raise ReadError(
            f"“{path.name}” has more than {ocr.MAX_PIXELS // 1_000_000} million points, too many "
            "for text recognition. Save it smaller and import that."
        ) from error
    except UnidentifiedImageError as error:
        raise ReadError(
            f"“{path.name}” is a damaged picture and cannot be opened. Get the file again."
        ) from error
    except ReadError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        # The library tells damage by whatever happened to fail.
        raise ReadError(
            f"“{path.name}” is a damaged picture and cannot be read. Get the file again."
        ) from error


def _document(picture: Image, path: Path) -> ParsedDocument:
    if ocr.program() is None:
        raise NoText(
            f"“{path.name}” is a picture. Install tesseract and import it again, or run text "
            "recognition (OCR) on it yourself."
        )
    composer = Composer()
    silent: list[int] = []
    count = 0
    for number, page in enumerate(_pages(picture), 1):
        count = number
        found = ocr.recognise(_grey(page)) if min(page.size) >= _MIN_SIDE_PX else None
        if found is None or not found.text:
            silent.append(number)
            continue
        composer.add("\n\n" if composer.length_cp else "")
        with composer.region(RegionKind.PAGE, str(number)):
            composer.add(found.text, RegionKind.RECOGNISED, str(found.confidence))
    if not composer.text.strip():
        raise NoText(f"“{path.name}” is a picture in which no text was found. Look at it yourself.")
    read = [number for number in range(1, count + 1) if number not in silent]
    remarks = [Remark(RemarkKind.RECOGNISED, f"pages {_listed(read)}")]
    if silent:
        remarks.append(Remark(RemarkKind.NO_TEXT, f"pages {_listed(silent)}"))
    tags = picture.getexif()
    metadata = {"Pages": str(count), "Size": f"{picture.width} × {picture.height}"}
    if description := _told(tags.get(_DESCRIPTION)):
        metadata["Description"] = description
    taken = _told(tags.get_ifd(0x8769).get(_DIGITISED)) or _told(tags.get(_CHANGED))
    if taken:
        metadata["Taken"] = iso_date(taken.replace(":", "-", 2).replace(" ", "T", 1)) or taken
    document = ParsedDocument(
        composer.text,
        title=title_of(composer.text, path),
        author=_told(tags.get(_ARTIST)),
        metadata=metadata,
        regions=composer.regions,
        remarks=tuple(remarks),
    )
    return with_header(document, recognise(composer.text), path)


def _pages(picture: Image) -> Iterator[Image]:
    """Yield the pages of a TIFF, and of anything else, which may move, the first picture."""
    yield picture
    if picture.format != "TIFF":
        return
    for number in range(1, _MAX_PAGES):
        try:
            picture.seek(number)
        except EOFError:
            return
        yield picture


def _grey(picture: Image) -> ocr.Grey:
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright.convert("RGBA"))
    grey = upright.convert("L")
    return ocr.Grey(grey.width, grey.height, grey.tobytes())


def _listed(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _told(value: object) -> str | None:
    return one_line(value) if isinstance(value, str) else None
