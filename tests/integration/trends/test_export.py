"""Readings as a file: only with the right to take data out, noted, and never whole in memory."""

import io

import pyarrow.parquet as pq
import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient, Client

from anlan.bus.messages import HistoryQuery, HistoryReply
from anlan.records.accounts.choices import Role
from anlan.records.accounts.models import User
from anlan.records.audit.models import AuditEntry
from anlan.records.sites.models import Point
from anlan.web import readings_api
from tests.factories import PointFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
T = 1_795_428_000_000
PAGES = 40


class Store:
    """Answers page after page, and counts how many were asked for."""

    def __init__(self, point: Point) -> None:
        self.point, self.asked = point, 0

    def __call__(self, query: HistoryQuery) -> HistoryReply:
        self.asked += 1
        rows = [(self.point.id, T + self.asked * 1000 + k, 12.5, 0) for k in range(500)]
        return HistoryReply(rows=rows, is_truncated=self.asked < PAGES)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    made = Store(PointFactory(name="=1+1"))
    monkeypatch.setattr(readings_api, "_ask", made)
    return made


def url_of(store: Store, kind: str) -> str:
    return f"/api/export?points={store.point.id}&from_ms={T}&to_ms={T + 10**8}&format={kind}"


def officer() -> User:
    made: User = UserFactory(role=Role.DUTY_OFFICER)
    return made


async def test_the_server_gives_each_page_on_before_it_asks_for_the_next(store: Store) -> None:
    """As the server runs it: asynchronous. A plain iterator would be gathered whole first."""
    client = AsyncClient()
    await client.aforce_login(await sync_to_async(officer)())
    for kind in ("csv", "parquet"):
        store.asked = 0
        answer = await client.get(url_of(store, kind))
        assert answer.is_async
        seen, pieces = [], []
        async for piece in answer.streaming_content:
            seen.append(store.asked)
            pieces.append(piece)
        assert len(pieces) >= PAGES
        assert all(asked <= given + 2 for given, asked in enumerate(seen))
        assert_is_whole(kind, b"".join(pieces), store)


def assert_is_whole(kind: str, body: bytes, store: Store) -> None:
    if kind == "parquet":
        table = pq.read_table(io.BytesIO(body))
        assert (table.num_rows, table["value"][0].as_py()) == (499 * (PAGES - 1) + 500, 12.5)
        assert table.schema.metadata[f"point.{store.point.id}".encode()].startswith(b"=1+1")
    else:
        lines = body.decode("utf-8-sig").splitlines()
        assert len(lines) == 1 + 499 * (PAGES - 1) + 500
        assert ",'=1+1,12.5," in lines[1]


def signed_in(role: Role, store: Store) -> Client:
    client = Client()
    place = {"enterprise": store.point.enterprise} if role == Role.ENTERPRISE_OPERATOR else {}
    client.force_login(UserFactory(role=role, **place))
    return client


def test_looking_is_not_taking_along(store: Store) -> None:
    client = signed_in(Role.ENTERPRISE_OPERATOR, store)
    assert client.get(url_of(store, "csv")).status_code == 403
    assert store.asked == 0


def test_what_was_taken_is_in_the_audit_trail(store: Store) -> None:
    client = signed_in(Role.DUTY_OFFICER, store)
    client.get(url_of(store, "parquet"))
    entry = AuditEntry.objects.get(action="readings.exported")
    assert entry.changes == {"points": [store.point.id], "from_ms": T, "to_ms": T + 10**8, "format": "parquet"}


def test_a_store_that_is_away_is_told_and_makes_no_half_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(query: HistoryQuery) -> HistoryReply:
        raise readings_api.HistoryUnavailable

    monkeypatch.setattr(readings_api, "_ask", away)
    client = signed_in(Role.DUTY_OFFICER, store)
    assert client.get(url_of(store, "csv")).status_code == 503
    assert not AuditEntry.objects.filter(action="readings.exported").exists()
