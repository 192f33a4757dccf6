"""Backups: the stream that is sealed, the archive, the two commands."""
