"""Bodies encrypted by SM4 on a real socket: taken once, refused clearly, and sent with openssl and curl alone."""

import asyncio
import gzip
import json
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bench.ports import free_port
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from anlan.domain.clock import SystemClock
from anlan.gateway.drivers.http import sealed_bodies
from anlan.gateway.drivers.http.driver import Driver
from anlan.kit.sealing import seal
from anlan.kit.suites.sm3 import hmac_sm3, sm3
from tests.integration.gateway_http.test_socket import READINGS, SECRET, Client, Reply, gateway, host_of, use
from tests.unit.gateway_hj212.fakes import FakeHost, registry

SM4_KEY, MAC_KEY = secrets.token_hex(16), secrets.token_hex(32)
PAGE = Path(__file__).parents[3] / "docs" / "reference" / "drivers" / "http.md"


def encrypt(plain: bytes, now_ms: int, cipher: str = "sm4-cbc", mac_key: str = MAC_KEY) -> tuple[bytes, dict[str, str]]:
    """A body and its headers, by the published form and not by the driver's code."""
    iv = secrets.token_bytes(16 if cipher == "sm4-cbc" else 12)
    key = algorithms.SM4(bytes.fromhex(SM4_KEY))
    if cipher == "sm4-cbc":
        pad = PKCS7(128).padder()
        work = Cipher(key, modes.CBC(iv)).encryptor()
        body = work.update(pad.update(plain) + pad.finalize()) + work.finalize()
    else:
        sealer = Cipher(key, modes.GCM(iv)).encryptor()
        body = sealer.update(plain) + sealer.finalize() + sealer.tag
    said = [cipher, str(now_ms // 1000), iv.hex(), sm3(body).hex()]
    mac = hmac_sm3(bytes.fromhex(mac_key), ".".join(said).encode()).hex()
    names = ("X_Anlan_Cipher", "X_Anlan_Timestamp", "X_Anlan_IV", "X_Anlan_Digest", "X_Anlan_MAC")
    return body, dict(zip(names, [*said, mac], strict=True)) | {"Authorization": ""}


@pytest_asyncio.fixture
async def driver(tmp_path: Path) -> AsyncIterator[Driver]:
    host = FakeHost(registry([], {}), http_ingest_port=free_port(), data=tmp_path, crypto_suite="guomi")
    made = Driver(host)  # type: ignore[arg-type]
    encryption(made, "required")
    host.is_durable_at_once = True
    await made.start()
    yield made
    await made.stop()


def encryption(driver: Driver, wanted: str, **options: str) -> None:
    sealed = seal(SM4_KEY + MAC_KEY, host_of(driver).settings, "field")
    use(driver, gateway(encryption=wanted, sealed_body_key=sealed, **options))


def now_ms(driver: Driver) -> int:
    return host_of(driver).clock.now_ms()


async def ask(driver: Driver, body: bytes, **headers: str) -> Reply:
    client = await Client.to(driver)
    client.send(body, **headers)
    try:
        return await client.reply()
    finally:
        client.writer.close()


@pytest.mark.parametrize("cipher", ["sm4-cbc", "sm4-gcm"])
async def test_an_encrypted_batch_is_stored_without_a_token(driver: Driver, cipher: str) -> None:
    body, headers = encrypt(READINGS, now_ms(driver), cipher)
    status, _, said = await ask(driver, body, **headers)
    assert (status, said["accepted"]) == (200, 1)
    assert [row[2] for row in host_of(driver).rows()] == [12.6]
    assert b"a21001" not in body
    assert host_of(driver).counters[f"bodies_encrypted:{cipher}"] == 1


async def test_gzip_goes_inside_and_large_bodies_are_opened_too(driver: Driver) -> None:
    rows = [{"p": "a21001", "ts": now_ms(driver) - n, "v": n} for n in range(4000)]
    plain = json.dumps({"readings": rows}).encode()
    for inner, more in ((plain, {}), (gzip.compress(plain), {"Content_Encoding": "gzip"})):
        body, headers = encrypt(inner, now_ms(driver))
        status, _, said = await ask(driver, body, **headers, **more)
        assert (status, said["accepted"]) == (200, 4000)


async def test_a_row_without_time_has_the_envelopes(driver: Driver) -> None:
    at = now_ms(driver) - 120_000
    body, headers = encrypt(b'{"readings":[{"p":"a21001","v":1}]}', at)
    assert (await ask(driver, body, **headers))[0] == 200
    assert [row[1] for row in host_of(driver).rows()] == [at // 1000 * 1000]


async def test_a_replay_is_refused_and_stores_nothing(driver: Driver) -> None:
    body, headers = encrypt(READINGS, now_ms(driver))
    assert (await ask(driver, body, **headers))[0] == 200
    upper = headers | {"X_Anlan_IV": headers["X_Anlan_IV"].upper()}
    for again, expected in ((headers, (409, "replayed")), (upper, (401, "mac"))):
        status, _, said = await ask(driver, body, **again)
        assert (status, said["code"]) == expected
    assert len(host_of(driver).rows()) == 1
    assert ("GW-01", "replayed") in host_of(driver).refusals


async def test_two_copies_at_once_are_stored_once(driver: Driver) -> None:
    host_of(driver).is_durable_at_once = False
    body, headers = encrypt(READINGS, now_ms(driver))
    first, second = (asyncio.create_task(ask(driver, body, **headers)) for _ in range(2))
    done, _ = await asyncio.wait({first, second}, return_when=asyncio.FIRST_COMPLETED)
    assert (await done.pop())[0] == 409
    host_of(driver).settle()
    assert sorted([(await first)[0], (await second)[0]]) == [200, 409]
    assert len(host_of(driver).rows()) == 1


async def test_what_could_not_be_stored_may_come_again_as_it_is(driver: Driver) -> None:
    host_of(driver).is_durable_at_once = False
    body, headers = encrypt(READINGS, now_ms(driver))
    waiting = asyncio.create_task(ask(driver, body, **headers))
    while not host_of(driver).pending:
        await asyncio.sleep(0.01)
    host_of(driver).settle("full")
    assert (await waiting)[0] == 503
    host_of(driver).is_durable_at_once = True
    assert (await ask(driver, body, **headers))[0] == 200


async def test_a_lost_answer_is_asked_for_again_by_key_and_fresh_iv(driver: Driver) -> None:
    for _ in range(2):
        body, headers = encrypt(READINGS, now_ms(driver))
        assert (await ask(driver, body, Idempotency_Key="batch-1", **headers))[0] == 200
    assert len(host_of(driver).rows()) == 1
    body, headers = encrypt(b'{"readings":[]}', now_ms(driver))
    assert (await ask(driver, body, Idempotency_Key="batch-1", **headers))[2]["code"] == "key_reused"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"X_Anlan_Cipher": "aes-cbc"}, 415, "unsupported_cipher"),
        ({"X_Anlan_Cipher": "SM4-CBC"}, 415, "unsupported_cipher"),
        ({"X_Anlan_Cipher": "sm4-gcm"}, 400, "bad_envelope"),
        ({"X_Anlan_IV": "00"}, 400, "bad_envelope"),
        ({"X_Anlan_IV": "zz" * 16}, 400, "bad_envelope"),
        ({"X_Anlan_Timestamp": "yesterday"}, 400, "bad_envelope"),
        ({"X_Anlan_Timestamp": "٠١٢٣٤٥٦٧٨٩"}, 400, "bad_envelope"),
        ({"X_Anlan_Digest": ""}, 400, "bad_envelope"),
        ({"X_Anlan_MAC": "00" * 32}, 401, "mac"),
        ({"X_Anlan_IV": "00" * 16}, 401, "mac"),
        ({"X_Anlan_Digest": "00" * 32}, 401, "mac"),
        ({"X_Anlan_Timestamp": "1795428001"}, 401, "mac"),
    ],
)
async def test_a_bad_head_is_refused_and_counted(
    driver: Driver, change: dict[str, str], status: int, code: str
) -> None:
    body, headers = encrypt(READINGS, now_ms(driver))
    wire = {name: value.encode().decode("latin-1") for name, value in change.items()}
    found, _, said = await ask(driver, body, **(headers | wire))
    assert (found, said["code"]) == (status, code)
    assert host_of(driver).refusals == [("GW-01", code)]
    assert host_of(driver).rows() == []


async def test_a_body_that_was_changed_on_the_way_is_refused_and_the_true_one_still_taken(driver: Driver) -> None:
    body, headers = encrypt(READINGS, now_ms(driver))
    changed = bytes([body[0] ^ 1]) + body[1:]
    assert (await ask(driver, changed, **headers))[2]["code"] == "digest"
    assert (await ask(driver, body, **headers))[0] == 200


async def test_an_authentic_body_of_another_sm4_key_is_refused(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    for cipher in ("sm4-cbc", "sm4-gcm"):
        with monkeypatch.context() as other:
            other.setitem(globals(), "SM4_KEY", secrets.token_hex(16))
            body, headers = encrypt(READINGS, now_ms(driver), cipher)
        status, _, said = await ask(driver, body, **headers)
        # One wrong key in 256 leaves a padding that reads as one; then the plain text is no JSON.
        assert (status, said["code"] in ("undecipherable", "unreadable")) == (422, True)
    assert host_of(driver).rows() == []


@pytest.mark.parametrize(("off_s", "status"), [(-301, 401), (-299, 200), (299, 200), (301, 401)])
async def test_an_envelope_is_good_for_five_minutes(driver: Driver, off_s: int, status: int) -> None:
    body, headers = encrypt(READINGS, now_ms(driver) + off_s * 1000)
    found, _, said = await ask(driver, body, **headers)
    assert (found, said.get("code", "")) == (status, "stale" if status == 401 else "")


async def test_what_a_gateway_takes_is_its_setting(driver: Driver) -> None:
    body, headers = encrypt(READINGS, now_ms(driver))
    assert (await ask(driver, READINGS))[2]["code"] == "plain"
    encryption(driver, "accepted")
    assert [(await ask(driver, READINGS))[0], (await ask(driver, body, **headers))[0]] == [200, 200]
    encryption(driver, "off")
    body, headers = encrypt(READINGS, now_ms(driver))
    assert (await ask(driver, body, **headers))[2]["code"] == "no_body_key"
    assert (await ask(driver, READINGS, Authorization=f"Bearer {SECRET}"))[0] == 200
    use(driver)
    assert (await ask(driver, body, **headers))[2]["code"] == "unregistered"


async def test_a_key_that_the_gateway_cannot_open_closes_the_door(driver: Driver, tmp_path: Path) -> None:
    (tmp_path / "keys" / "field.guomi.key").unlink()
    body, headers = encrypt(READINGS, now_ms(driver))
    assert (await ask(driver, body, **headers))[2]["code"] == "body_key"


async def test_iv_memory_is_bounded_and_what_was_forgotten_cannot_come_again(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_bodies, "MAX_SEEN", 3)
    encryption(driver, "required", burst="1000")
    sent = [encrypt(READINGS, now_ms(driver) + n * 1000) for n in range(5)]
    for body, headers in sent:
        assert (await ask(driver, body, **headers))[0] == 200
    codes = [(await ask(driver, body, **headers))[2]["code"] for body, headers in sent]
    assert codes == ["stale", "stale", "replayed", "replayed", "replayed"]


async def test_one_request_from_a_fast_clock_does_not_close_the_door_behind_it(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_bodies, "MAX_SEEN", 3)
    for off_s in (290, 0, 1, 2, 3, 4):
        body, headers = encrypt(READINGS, now_ms(driver) + off_s * 1000)
        assert (await ask(driver, body, **headers))[0] == 200


def test_the_page_shows_a_vector_that_holds() -> None:
    text = PAGE.read_text("utf-8").split("```text\n")[1].split("```")[0]
    body = "".join(re.findall(r"^(?:body| {4}) +([0-9a-f]+)$", text, re.MULTILINE))
    facts = dict(re.findall(r"^(SM4 key|MAC key|timestamp|IV|plain|digest|MAC) +(\S+)$", text, re.MULTILINE))
    key = sealed_bodies.BodyKey.of(facts["SM4 key"] + facts["MAC key"])
    envelope = sealed_bodies.Envelope("sm4-cbc", facts["timestamp"], facts["IV"], facts["digest"], facts["MAC"])
    assert envelope.is_authentic(key)
    assert sealed_bodies.open_body(envelope, key, bytes.fromhex(body)).decode() == facts["plain"]


async def test_openssl_and_curl_alone_get_a_reading_in(driver: Driver, tmp_path: Path) -> None:
    missing = [tool for tool in ("bash", "openssl", "curl") if not shutil.which(tool)]
    if missing:
        pytest.skip(f"missing: {', '.join(missing)}: apt-get install openssl curl")
    host_of(driver).clock = SystemClock()  # type: ignore[assignment]
    found = re.search(r"^```sh sm4\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    url = f"http://127.0.0.1:{host_of(driver).settings.http_ingest_port}/ingest/v1/GW-01/readings"
    setup = f"URL={url}\nSM4_KEY={SM4_KEY}\nMAC_KEY={MAC_KEY}\n"
    process = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", setup + found[1], cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    shown, _ = await asyncio.wait_for(process.communicate(), 30)
    answer: dict[str, Any] = json.loads(shown)
    assert answer["accepted"] == 1
    assert [row[2] for row in host_of(driver).rows()] == [12.6]
