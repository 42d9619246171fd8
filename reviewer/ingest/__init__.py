"""Readers of files: one module per format, and the pipeline that walks over them."""
