"""How good is a recogniser? The real pipeline over labelled footage; the figures of every quality card come from here.

``footage`` reads a labelled folder, ``play`` runs the pipeline over one file, ``measures`` compares with the truth,
``command`` is ``anlan cameras evaluate``.
"""
