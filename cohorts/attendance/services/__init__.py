"""Writes of presence, a module for each use."""
