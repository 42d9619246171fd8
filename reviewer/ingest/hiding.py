"""What a web page hides from the eye, as far as its markup and its plain style rules tell.

No layout is done: text behind a picture, or white on white, is not told from any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HIDES = re.compile(
    r"(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:!|;|\}|$))",
    re.IGNORECASE,
)
_CSS_COMMENT = re.compile(r"/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_SIMPLE = re.compile(r"[\w-]*([.#][\w-]+)")
_ELEMENTS = frozenset({"noscript", "template"})
_MAX_STYLE_CP = 1 << 20


class Hiding:
    """Tells which elements are hidden; style sheets count from where they stand on."""

    def __init__(self) -> None:
        self._selectors: set[str] = set()

    def take_style(self, sheet: str) -> None:
        """Heed the rules of a sheet that hide what a single class or id names.

        Rules for some screens only, within `@media`, are left out: on others it is seen.
        """
        depth = start = 0
        selector = ""
        sheet = _CSS_COMMENT.sub(" ", sheet[:_MAX_STYLE_CP])
        for match in re.finditer(r"[{};]", sheet):
            if match[0] == "{":
                if depth == 0:
                    selector = sheet[start : match.start()]
                    start = match.end()
                depth += 1
            elif match[0] == "}":
                depth = max(0, depth - 1)
                if depth == 0:
                    if _HIDES.search(sheet[start : match.start()]):
                        self._hide(selector)
                    start = match.end()
            elif depth == 0:
                start = match.end()

    def note_of(self, tag: str, attributes: Mapping[str, str]) -> str | None:
        """Return by what an element is hidden, or None when it shows."""
        if tag in _ELEMENTS:
            return tag
        if tag == "dialog" and "open" not in attributes:
            return "dialog that is not open"
        if not attributes:
            return None
        if "hidden" in attributes:
            return "hidden"
        if (style := attributes.get("style")) and _HIDES.search(style):
            return "style"
        if self._selectors and self._is_selected(attributes):
            return "style"
        return None

    def _hide(self, selectors: str) -> None:
        for each in selectors.split(","):
            if match := _SIMPLE.fullmatch(each.strip()):
                self._selectors.add(match[1])

    def _is_selected(self, attributes: Mapping[str, str]) -> bool:
        classes = attributes.get("class", "").split()
        return f"#{attributes.get('id', '')}" in self._selectors or any(
            f".{name}" in self._selectors for name in classes
        )
