"""Has the instrument reported a fault for long enough? Pure; compiled into the fused loop."""


def is_faulty(t, ill_ms, fault_ms):  # type: ignore[no-untyped-def]
    """True when faults have been reported from ``ill_ms`` to ``t`` (ms), for ``fault_ms`` or longer."""
    return t - ill_ms >= fault_ms
