"""Turning cameras (云台): who may turn one now, when it stops, and when it goes home.

``base`` is what a kind of camera must offer; ``find`` knows the kinds. ``steering`` decides, on an injected clock and
without touching a device; ``desk`` answers people on the bus and does what was decided.

A camera that watches scenes watches nothing while it looks elsewhere: from its first move until it is home again its
state is ``MOVED`` and its scenes say so. ``away`` remembers that across a restart.
"""
