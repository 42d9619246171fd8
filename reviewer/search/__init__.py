"""Search: the only importer of Whoosh."""
