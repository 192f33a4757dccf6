"""Lists that somebody outside works from (a hotel, a carrier, a caterer), fixed under numbers, with what changed since.

What stands in a list is said by the rooms below, by `Wing.lists`; hosts of visits have lists of their own in logistics.
"""
