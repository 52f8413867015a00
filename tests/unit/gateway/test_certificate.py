"""A renewed certificate is adopted whole or not at all, and its end is told in time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from anlan.gateway.certificate import Certificate
from tests.factories.certificates import make_certificate


def test_without_files_there_is_nothing_to_do() -> None:
    certificate = Certificate(None, None)
    assert not certificate.is_set
    assert not certificate.refresh()
    assert certificate.days_left(datetime.now(UTC)) is None
    assert certificate.problem == ""


def test_renewal_is_adopted_once(tmp_path: Path) -> None:
    pair = make_certificate(tmp_path, days=10)
    certificate = Certificate(pair.chain, pair.key)
    first = certificate.ends_at
    assert not certificate.refresh(), "nothing changed"
    make_certificate(tmp_path, days=100, serial=2)
    assert certificate.refresh()
    assert first is not None
    assert certificate.ends_at is not None
    assert certificate.ends_at - first > timedelta(days=80)
    assert not certificate.refresh()


def test_half_written_renewal_leaves_the_old_one_in_force_until_it_is_whole(tmp_path: Path) -> None:
    pair = make_certificate(tmp_path, days=10)
    certificate = Certificate(pair.chain, pair.key)
    first = certificate.ends_at
    other = make_certificate(tmp_path, name="other", days=100)
    pair.chain.write_bytes(other.chain.read_bytes())  # the key is still the old one
    assert not certificate.refresh()
    assert certificate.ends_at == first
    assert "is kept" in certificate.problem
    pair.key.write_bytes(other.key.read_bytes())
    assert certificate.refresh()
    assert certificate.problem == ""


@pytest.mark.parametrize("content", [None, b"", b"not a certificate"])
def test_unreadable_file_is_explained_once_and_read_when_it_is_put_right(tmp_path: Path, content: bytes | None) -> None:
    pair = make_certificate(tmp_path)
    good = pair.chain.read_bytes()
    if content is None:
        pair.chain.unlink()
    else:
        pair.chain.write_bytes(content)
    with structlog.testing.capture_logs() as logs:
        certificate = Certificate(pair.chain, pair.key)
        certificate.refresh()
    assert "refused" in certificate.problem
    assert len([entry for entry in logs if entry["log_level"] == "error"]) == 1
    pair.chain.write_bytes(good)
    assert certificate.refresh()


def test_the_end_is_told_at_thirty_fourteen_seven_and_one_days(tmp_path: Path) -> None:
    pair = make_certificate(tmp_path, days=90)
    certificate = Certificate(pair.chain, pair.key)
    assert certificate.ends_at is not None
    told = []
    with structlog.testing.capture_logs() as logs:
        for hours in range(40 * 24, -48, -6):
            before = len(logs)
            certificate.days_left(certificate.ends_at - timedelta(hours=hours))
            if len(logs) > before:
                told.append(hours / 24)
    assert told == [30, 14, 7, 1, 0]
    assert certificate.days_left(certificate.ends_at + timedelta(days=2)) == pytest.approx(-2)
