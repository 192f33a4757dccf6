"""Pages of admission: applying, one's own applications, the picker of communities."""
