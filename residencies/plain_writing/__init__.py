"""Plain writing: what managers type into a field without buttons, how it is kept as parts, and how it is shown."""
