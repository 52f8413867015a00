"""How long to wait before something that failed is tried again."""

#: Beyond so many doublings every pause in use has reached its longest.
_DOUBLINGS_MAX = 16


def doubled_s(first_s: float, last_s: float, tried: int) -> float:
    """``first_s``, doubled for each of ``tried`` attempts before, and ``last_s`` at most."""
    return min(first_s * 2.0 ** min(tried, _DOUBLINGS_MAX), last_s)
