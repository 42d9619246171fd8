"""The corpus file: its schema, how it is opened, and what can be asked of it."""
