"""What the rooms below know, as facts of papers, in the active language; nothing of what people need is ever read.

Each takes a `Scope` and asks a constant number of queries for any number of people: one round a bus, a visit, a hotel.
"""
