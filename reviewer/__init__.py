"""Reviewer: review a large body of documents offline."""

__version__ = "0.1.0"
