"""The printed papers: their facts, their words, their layout and the printer that draws them.

Pure code: no database, no request, no network. `facts`, `wording` and `content` import nothing heavy; `printer` brings
in ReportLab, which the worker loads, and a web process when somebody looks at a draft.
"""
