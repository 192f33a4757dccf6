"""Rows for tests, made the same way everywhere."""
