"""Reads of choosing: what one person may choose, who attends what, what managers see and a run starts from."""
