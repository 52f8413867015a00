"""The fonts of this machine, for documents in Chinese."""

from functools import lru_cache

import typst


@lru_cache(maxsize=1)
def installed() -> frozenset[str]:
    """Names of the font families here; looked up once per process, because it reads every font file."""
    return frozenset(typst.Fonts().families())
