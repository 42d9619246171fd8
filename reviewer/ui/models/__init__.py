"""Qt item models over the corpus."""
