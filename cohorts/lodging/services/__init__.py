"""Writes of this room, by use case: hotels and nights, stays, wishes, rooms, what was slept, what is forgotten."""
