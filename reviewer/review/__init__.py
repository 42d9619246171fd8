"""The verbs of a review: every change to a corpus goes through here."""
