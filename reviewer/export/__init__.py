"""What leaves the corpus: one module per output."""
