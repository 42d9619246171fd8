"""Readers of files: what a path holds becomes `ParsedDocument`s; storing them is for others.

`discovery.find_files` walks folders, `reading.read` reads one file, `tables` shows the columns of
a table before it is read. Whatever cannot be read comes back as `Unreadable` or `ReadError`.
"""
