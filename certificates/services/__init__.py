"""Writes of the register.

`issuing` gives numbers, `batches` draw and sign, `ending` revokes and replaces, `rules` save rules and designs, `keys`
keep the keys that sign.
"""
