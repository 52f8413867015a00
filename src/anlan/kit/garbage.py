"""How often Python looks for rings of objects that nobody needs any more."""

import gc

#: New containers before it looks, and its longer rounds. Python's own 700 make it look through what waits to become
#: durable a hundred times a second, to find nothing: 5 % of the gateway's time, and a fifth of the start of a process.
_AFTER = (20_000, 20, 20)


def collect_seldom() -> None:
    """From now on; called before a process loads what it is made of."""
    gc.set_threshold(*_AFTER)
