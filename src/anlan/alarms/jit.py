"""How functions are compiled, and where compiled code is kept.

numba notices that the file of a function has changed, and not that a constant in another file has: code that was kept
before an upgrade would go on judging by the old constants. So the folder is named after everything that is compiled in.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

try:
    import numba
except ImportError:  # pragma: no cover - the machine has no numba
    numba = None  # type: ignore[assignment]

ALARMS = Path(__file__).parent


def sources() -> list[Path]:
    """Every file whose code or constants are compiled in."""
    own = [ALARMS / f"{name}.py" for name in ("compiled", "jit", "layout", "timing", "watch")]
    return [*own, *sorted(ALARMS.glob("rules/*/step.py")), ALARMS.parent / "domain" / "quality.py"]


def cache_folder() -> Path:
    """Where code compiled from these very sources is kept."""
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in sources())).hexdigest()
    return ALARMS / "__pycache__" / f"numba-{digest[:12]}"


def jit(function: Callable[..., Any]) -> Any:
    """The function compiled and kept for the next start; the function itself where numba is not there."""
    return _compile(function) if _compile else function


def _compiler() -> Callable[[Callable[..., Any]], Any] | None:
    if numba is None:
        return None
    if not os.environ.get("NUMBA_CACHE_DIR") and os.access(ALARMS, os.W_OK):
        numba.config.CACHE_DIR = str(cache_folder())  # type: ignore[attr-defined]
    # Without reference counting: every array belongs to the caller, nothing is allocated here, and counting them
    # up and down at each inner call took seven eighths of the loop (0.32 us a reading with it, 0.04 us without).
    compiler: Callable[[Callable[..., Any]], Any] = numba.njit(cache=True, nogil=True, _nrt=False)  # type: ignore[call-overload]
    return compiler


_compile = _compiler()
IS_COMPILING = _compile is not None
