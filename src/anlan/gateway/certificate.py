"""The certificate of all TLS listeners: renewed on disk, adopted here without a restart.

A bad renewal must not silence a plant: the certificate in force stays in force, plain listeners are untouched, and
the fault is told in the process's facts and in the log. With no readable certificate at all, handshakes are refused
until there is one.
"""

import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509

from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Days before the end at which the log says so.
WARN_DAYS = (30, 14, 7, 1, 0)

Signature = tuple[tuple[int, int, int], ...]


class Certificate:
    """Certificate chain and key (PEM files) behind one SSL context that listeners may keep for ever.

    The context holds no certificate itself: for every handshake it is replaced by the newest one that could be read,
    so a renewal is adopted whole or not at all.
    """

    def __init__(self, chain: Path | None, key: Path | None) -> None:
        self._chain = chain
        self._key = key
        self._current: ssl.SSLContext | None = None
        self._ends_at: datetime | None = None
        self._adopted: Signature | None = None
        self._told_days: int | None = None
        self.problem = ""  # a sentence; empty when the files could be read or none is set
        self.context = _server_context()
        self.context.sni_callback = self._on_hello
        self.refresh()

    @property
    def is_set(self) -> bool:
        """True when both files are named."""
        return self._chain is not None and self._key is not None

    @property
    def ends_at(self) -> datetime | None:
        """When the certificate in force ends."""
        return self._ends_at

    def refresh(self) -> bool:
        """Adopt changed files; True when a new certificate came into force. Cheap: call it every second."""
        if self._chain is None or self._key is None:
            return False
        try:
            signature = _signature(self._chain, self._key)
            if signature == self._adopted:
                return False
            current, ends_at = _read(self._chain, self._key)
        except (OSError, ValueError) as error:  # SSLError is an OSError
            self._complain(f"{error}")
            return False
        self._current, self._ends_at, self._adopted = current, ends_at, signature
        self.problem, self._told_days = "", None
        log.info("TLS certificate adopted", ends_at=ends_at.isoformat())
        return True

    def days_left(self, now: datetime) -> float | None:
        """Days until the certificate in force ends, negative afterwards; None without one. Warns in the log."""
        if self._ends_at is None:
            return None
        left = (self._ends_at - now).total_seconds() / 86_400
        step = min((days for days in WARN_DAYS if left <= days), default=None)
        if step is not None and step != self._told_days:
            self._told_days = step
            log.error("TLS certificate ends soon: renew it", days=round(left, 1), file=str(self._chain))
        return left

    def _complain(self, why: str) -> None:
        kept = "the one in force is kept" if self._current else "TLS connections are refused"
        problem = f"the TLS certificate or key cannot be used ({why}); {kept}"
        if problem != self.problem:
            self.problem = problem
            log.error("TLS certificate refused", why=why, kept=self._current is not None)

    def _on_hello(self, connection: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> int | None:
        """Called for every handshake, with or without a server name."""
        if self._current is None:
            return int(ssl.ALERT_DESCRIPTION_INTERNAL_ERROR)
        connection.context = self._current
        return None


def _signature(chain: Path, key: Path) -> Signature:
    found = []
    for path in (chain, key):
        status = path.stat()
        found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return tuple(found)


def _read(chain: Path, key: Path) -> tuple[ssl.SSLContext, datetime]:
    """A context with the certificate, and when the certificate ends. OSError or ValueError when unusable."""
    context = _server_context()
    context.load_cert_chain(chain, key)
    return context, x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc


def _server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION  # a peer must not make us compute without end
    return context
