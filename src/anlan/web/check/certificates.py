"""The TLS listener's certificate: tried by a handshake in memory, as a device would see it."""

import ssl
import time
from collections.abc import Iterator
from pathlib import Path

from anlan.kit.settings import Settings
from anlan.web.check.finding import Finding, advice, ok, wrong

RENEW_BEFORE_DAYS = 30
_EXPIRED = 10  # X509_V_ERR_CERT_HAS_EXPIRED


def certificates(config: Settings) -> Iterator[Finding]:
    """Certificate and key are there, belong together and are valid for a while."""
    if not (config.mqtt_tls_port or config.hj212_tls_port or config.http_ingest_tls_port):
        if config.tls_cert or config.tls_key:
            yield advice(
                "certificate", "given, but no port uses it", "set a TLS port, e.g. ANLAN_MQTT_TLS_PORT to 8883"
            )
        return
    if not config.tls_cert or not config.tls_key:
        yield wrong("certificate", "a TLS port has none", "set ANLAN_TLS_CERT and ANLAN_TLS_KEY, or the port to 0")
        return
    yield _judged(config.tls_cert, config.tls_key)


def _judged(cert: Path, key: Path) -> Finding:
    try:
        expires_in_days = (_expires_at(cert, key) - time.time()) / 86_400
    except ssl.SSLCertVerificationError as error:
        what = "has expired" if error.verify_code == _EXPIRED else f"is not accepted: {error.verify_message}"
        return wrong("certificate", f"{cert} {what}", "put a renewed one in its place, no restart is needed")
    except (OSError, ssl.SSLError) as error:
        return wrong(
            "certificate", f"{cert} with {key}: {error}", "give PEM files that are readable and belong together"
        )
    says = f"{cert} is valid for {expires_in_days:.0f} more days"
    if expires_in_days < RENEW_BEFORE_DAYS:
        return advice("certificate", says, "renew it now: devices refuse it on the day it ends")
    return ok("certificate", says)


def _expires_at(cert: Path, key: Path) -> float:
    """Seconds since 1970.

    Raises:
        ssl.SSLError: no PEM, key of another certificate, or not valid now.
        OSError: a file cannot be read.
    """
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(cert, key)
    asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    asking.check_hostname = False
    asking.load_verify_locations(cert)
    asking.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # trusts what is in the file, whoever signed it
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [asking.wrap_bio(to_client, to_server), serving.wrap_bio(to_server, to_client, server_side=True)]
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    found = ends[0].getpeercert()
    return ssl.cert_time_to_seconds(str(found["notAfter"])) if found else 0.0
