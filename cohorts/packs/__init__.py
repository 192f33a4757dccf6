"""Everything that is printed for a cohort’s days: badges, sheets, lists, signs; made by the worker, kept for hours.

The room has no facts of its own: it reads what the rooms below know, and puts it on paper.
"""
