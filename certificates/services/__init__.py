"""Writes of the register.

`issuing` gives numbers, `batches` draw and sign, `ending` revokes and replaces, `rules_and_designs` save those, `keys`
keep the keys that sign.
"""
