"""Typesetting for documents: facts in, lines and marks with positions, a PDF out, the same bytes for the same facts.

Pure code: no database, no request, no network. `printable`, `dates` and `described` import nothing heavy, so that a web
process may use them; the rest brings in ReportLab, which the worker and commands load.
"""
