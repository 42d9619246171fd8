"""Opening a PDF, with a password where it needs one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pypdfium2

from reviewer.errors import ReadError
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
            raise ReadError(
                f"“{path.name}” is damaged, or not a PDF, and cannot be opened. "
                "Get the file again, or open and save it in a PDF program."
            ) from error
    raise told_locked(path.name, passwords)
