"""Remembered answers and token buckets: bounded, and honest about time."""

import pytest

from anlan.gateway.drivers.http import idempotency
from anlan.gateway.drivers.http.idempotency import KEEP_MS, Remembered, digest_of, is_key
from anlan.gateway.drivers.http.messages import Answer


def keep(store: Remembered, key: str, answer: Answer, now_ms: int = 0, gateway: int = 1) -> None:
    entry = store.begin(gateway, key, b"d", now_ms)
    store.settle(gateway, key, entry, answer)


async def test_final_answers_are_kept_for_a_day() -> None:
    store = Remembered()
    keep(store, "k", Answer(200, {"accepted": 1}))
    found = store.find(1, "k", KEEP_MS - 1)
    assert found is not None
    assert (await found.answer).body == {"accepted": 1}
    assert store.find(1, "k", KEEP_MS) is None
    assert store.find(2, "k", 0) is None


async def test_answers_that_ask_to_send_again_are_not_kept() -> None:
    store = Remembered()
    keep(store, "k", Answer(503, {}))
    assert store.find(1, "k", 0) is None


async def test_keys_and_bytes_of_one_gateway_are_bounded_and_leave_others_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(idempotency, "MAX_KEYS", 10)
    monkeypatch.setattr(idempotency, "MAX_BYTES", 500)
    store = Remembered()
    keep(store, "other", Answer(200, {}), gateway=2)
    for number in range(50):
        keep(store, f"k{number}", Answer(200, {}))
    assert store.find(1, "k39", 0) is None
    assert store.find(1, "k40", 0) is not None
    keep(store, "long", Answer(200, {"x": "y" * 450}))
    keep(store, "longer", Answer(200, {"x": "y" * 450}))
    assert store.find(1, "long", 0) is None
    assert store.find(1, "longer", 0) is not None
    assert store.find(2, "other", 0) is not None


async def test_key_pushed_out_while_being_written_still_tells_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "MAX_KEYS", 1)
    store = Remembered()
    entry = store.begin(1, "a", b"d", 0)
    keep(store, "b", Answer(200, {}))
    store.settle(1, "a", entry, Answer(200, {}))
    assert entry.answer.result().status == 200


def test_digest_tells_parts_apart() -> None:
    assert digest_of("a", "b", b"c") != digest_of("ab", "", b"c")
    assert digest_of("a", "b", b"c") == digest_of("a", "b", b"c")


@pytest.mark.parametrize(
    ("key", "good"), [("a", True), ("a" * 200, True), ("", False), ("a" * 201, False), ("钥", False)]
)
def test_keys(key: str, good: bool) -> None:
    assert is_key(key) is good
