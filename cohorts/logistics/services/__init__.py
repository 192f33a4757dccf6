"""Writes of this room, by use case: planning, links, what hosts answer, agreeing, names, briefings."""
