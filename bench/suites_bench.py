"""The two cryptographic suites, and what an SM4 body costs: one core, small inputs, medians of five rounds."""

import json
import secrets
import statistics
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from anlan.gateway.drivers.http.bodies import read_json
from anlan.gateway.drivers.http.rows import Batch
from anlan.gateway.drivers.http.sealed_bodies import BodyKey, Envelope, open_body
from anlan.kit.suites import SUITES, sm2_gmalg
from anlan.kit.suites.sm2 import engine
from anlan.kit.suites.sm3 import hmac_sm3, sm3
from bench.results import figure

SAID = b"anlan audit 2026-11-26T00:00:00+00:00 1 " + b"0" * 64
READINGS = json.dumps({"readings": [{"p": f"a{n}", "ts": 1795428000000, "v": 12.6} for n in range(100)]}).encode()


def run() -> list[dict[str, Any]]:
    """Microseconds of each operation, and bodies of 100 readings a second."""
    rows = [row for name in SUITES for row in _suite(name)]
    return rows + _pure_python() + _bodies()


def _suite(name: str) -> list[dict[str, Any]]:
    suite = SUITES[name]
    key, lock = suite.new_signing_key(), suite.new_sealing_key()
    public, signature, lid = suite.signing_public(key), suite.sign(SAID, key), suite.sealing_public(lock)
    sealed = suite.seal(b"admin:password", lid)
    return [
        _us(f"{name}: sign", lambda: suite.sign(SAID, key)),
        _us(f"{name}: verify", lambda: suite.is_signed(SAID, signature, public)),
        _us(f"{name}: seal", lambda: suite.seal(b"admin:password", lid)),
        _us(f"{name}: open", lambda: suite.unseal(sealed, lock)),
    ]


def _pure_python() -> list[dict[str, Any]]:
    private, point = engine().new_pair()
    signature = engine().sign(SAID, private, point)
    return [
        _us("SM2 in pure Python: sign", lambda: sm2_gmalg.sign(SAID, private, point), 10),
        _us("SM2 in pure Python: verify", lambda: sm2_gmalg.is_signed(SAID, signature, point), 10),
    ]


def _bodies() -> list[dict[str, Any]]:
    """Check the MAC, open, and read 100 readings; beside the same body in plain."""
    key = BodyKey(secrets.token_bytes(16), secrets.token_bytes(32))
    rows = [_us("body of 100 readings, plain: read", lambda: _read(READINGS))]
    for cipher in ("sm4-cbc", "sm4-gcm"):
        envelope, body = _sealed(cipher, key)

        def take(envelope: Envelope = envelope, body: bytes = body) -> None:
            assert envelope.is_authentic(key)
            _read(open_body(envelope, key, body))

        rows.append(_us(f"body of 100 readings, {cipher}: check, open, read", take))
    return rows


def _sealed(cipher: str, key: BodyKey) -> tuple[Envelope, bytes]:
    iv = secrets.token_bytes(16 if cipher == "sm4-cbc" else 12)
    if cipher == "sm4-cbc":
        pad = PKCS7(128).padder()
        work = Cipher(algorithms.SM4(key.sm4), modes.CBC(iv)).encryptor()
        body = work.update(pad.update(READINGS) + pad.finalize()) + work.finalize()
    else:
        sealer = Cipher(algorithms.SM4(key.sm4), modes.GCM(iv)).encryptor()
        body = sealer.update(READINGS) + sealer.finalize() + sealer.tag
    said = (cipher, "1795428000", iv.hex(), sm3(body).hex())
    return Envelope(*said, hmac_sm3(key.mac, ".".join(said).encode()).hex()), body


def _read(body: bytes) -> None:
    read_json(body, Batch(1795428000000, 480), "GW-01")


def _us(name: str, work: Callable[[], object], times: int = 200) -> dict[str, Any]:
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - began) / times * 1e6)
    return figure(name, statistics.median(rounds), "µs", higher_is_better=False)
