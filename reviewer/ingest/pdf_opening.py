"""Opening a PDF, with a password where it needs one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from reviewer.errors import ReadError
from reviewer.ingest.formats import named_like
from reviewer.ingest.locks import told_locked

_PASSWORD_NEEDED = 4  # FPDF_ERR_PASSWORD


def opened_pdf(path: Path, passwords: Sequence[str] = ()) -> tuple[pypdfium2.PdfDocument, bool]:
    """Open a PDF, and tell whether it took one of the passwords.

    Raises Locked when none opens it, ReadError when it is damaged.
    """
    for password in (None, *passwords):
        try:
            return pypdfium2.PdfDocument(path, password=password), password is not None
        except (pypdfium2.PdfiumError, ValueError) as error:
            code = getattr(error, "err_code", None)
            if code == _PASSWORD_NEEDED or "password" in str(error).lower():
                continue
            raise ReadError(_why_not_opened(path)) from error
    raise told_locked(path.name, passwords)


def _why_not_opened(path: Path) -> str:
    if path.suffix.lower() == ".pdf":
        return (
            f"“{path.name}” is damaged, or not a PDF, and cannot be opened. "
            "Get the file again, or open and save it in a PDF program."
        )
    kind = named_like(path)
    named = f"is named like a {kind}, but its bytes begin" if kind else "begins"
    return f"“{path.name}” {named} like a PDF, and cannot be opened as one. Get the file again."
