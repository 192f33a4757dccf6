"""The whole site in one file, and back: database, private files and signing keys.

`sealing` encrypts a stream, `archive` writes and reads the members, `databases` copies each kind of database, `files`
knows where files and keys lie; `services` puts them together and `checks` says whether rows and files fit. It knows no
rows of the rooms above but by their models' file fields.
"""
