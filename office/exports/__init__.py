"""Exports of lists: described by the room whose list it is, carried out here in one way.

A room subclasses `Export` in an `exports.py` of its own and registers an instance by the hook `EXPORTS`. What a person
may not see is no column of theirs; every export is in the audit log.
"""

from .described import EXPORTS, Column, Export, export_named, exports_for

__all__ = ["EXPORTS", "Column", "Export", "export_named", "exports_for"]
