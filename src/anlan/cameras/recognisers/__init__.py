"""One folder per behaviour; see ``cameras/recogniser.py`` for the contract."""
