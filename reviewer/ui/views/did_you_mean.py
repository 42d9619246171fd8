"""The query that was probably meant, offered under the search box."""

from __future__ import annotations

from reviewer.review.passages import shortened
from reviewer.ui.finding import Finding
from reviewer.ui.suggesting import Suggestions
from reviewer.ui.tooltips import plain_tip
from reviewer.ui.views.link_button import FlatLink
from reviewer.ui.workspace import Workspace

MAX_SHOWN_CP = 60


class DidYouMean(FlatLink):
    """A button that searches for the better query; hidden while there is none."""

    def __init__(self, workspace: Workspace, finding: Finding) -> None:
        super().__init__()
        self._finding = finding
        self._offered = ""
        self.hide()
        self.clicked.connect(self._search)
        Suggestions(workspace, finding, self).suggested.connect(self.offer)

    def offer(self, query_text: str) -> None:
        """Offer a query; the empty one takes the offer back."""
        self._offered = query_text
        shown = shortened(query_text, MAX_SHOWN_CP)
        self.setText(f"Did &you mean  {shown.replace('&', '&&')}")
        self.setToolTip(plain_tip(query_text))
        self.setVisible(bool(query_text))

    def _search(self) -> None:
        self._finding.search(self._offered)
