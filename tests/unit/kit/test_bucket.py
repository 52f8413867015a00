"""How much somebody may send a second, and at once."""

from anlan.kit.bucket import Bucket


def test_bucket_gives_a_burst_then_its_rate() -> None:
    bucket = Bucket(rate=2, burst=3, tokens=3, at_ms=0)
    assert [bucket.take(0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert bucket.take(500) == 0
    assert bucket.take(400) > 0  # a clock that steps back gives nothing
    assert [bucket.take(10_000) for _ in range(4)] == [0, 0, 0, 0.5]


def test_who_sends_faster_than_its_rate_gets_its_rate_and_not_nothing() -> None:
    bucket = Bucket(rate=10, burst=1, tokens=1, at_ms=0)
    taken = sum(not bucket.take(at_ms) for at_ms in range(0, 10_000, 10))
    assert 90 <= taken <= 101
