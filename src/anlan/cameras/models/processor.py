"""What this machine's processor is good at, as far as models care."""

from pathlib import Path

#: Instructions that multiply bytes and add them up without overflow. Older x86 processors do it in two steps, of which
#: the first may overflow: slower, and wrong now and then.
BYTE_PRODUCTS = frozenset({"avx512_vnni", "avx_vnni"})


def multiplies_bytes(told: Path = Path("/proc/cpuinfo")) -> bool:
    """True when eight-bit models are worth having here: an x86 processor with VNNI, as the kernel tells."""
    try:
        text = told.read_text("utf-8", errors="replace")
    except OSError:
        return False
    flags = next((line for line in text.splitlines() if line.startswith("flags")), "")
    return bool(BYTE_PRODUCTS & set(flags.split()))
