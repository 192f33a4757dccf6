"""Papers of a day pack: facts in, pages out. Pure: no database, no request.

`facts` is plain; the rest brings in ReportLab, which the worker alone loads.
"""
