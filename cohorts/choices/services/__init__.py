"""Writes of choosing: settings, what people choose, allocations, what a manager gives, what follows from moves."""
