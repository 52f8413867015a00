"""Trains the small heads under ``models/`` from labelled footage. Run by developers; nothing here runs in a plant."""
