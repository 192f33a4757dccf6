"""The printed certificate: its facts, its words, its layout and the printer that draws it.

Pure code: no database, no request, no network. `facts` imports nothing heavy, so that a web process may use
it; `printer` brings in ReportLab: the worker and commands load it, and a web process when somebody looks at a specimen.
"""
