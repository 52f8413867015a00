"""Several servers as one store: a point lives on one of them, chosen by its id.

Every shard is a whole store with roll-ups and bookkeeping of its own, so nothing is ever joined across servers: a
question is asked of the shards that have its points, and the answers are laid side by side.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from anlan.bus.readings import Readings, concat
from anlan.history import sql
from anlan.history.scaling import Columns
from anlan.history.sqlstore import Engine, one_page
from anlan.history.store import Spans, Store, StoreError

T = TypeVar("T")


class ShardedStore:
    """See ``history.store.Store`` for what each call promises."""

    def __init__(self, shards: Sequence[Store]) -> None:
        self._shards = list(shards)
        self._is_closed = False
        self._threads = ThreadPoolExecutor(4 * len(self._shards), "history-shard")

    @property
    def rolled_until_ms(self) -> int:
        """Readings with older stamps have roll-ups on every shard."""
        return min(shard.rolled_until_ms for shard in self._shards)

    def insert(self, rows: Columns, now_ms: int) -> None:
        """Keep readings; on an error some shards may have theirs, and the repetition counts once."""
        home = rows.point % len(self._shards)
        parts = [rows.take(home == number) for number in range(len(self._shards))]
        self._each(lambda shard, part: shard.insert(part, now_ms) if len(part) else None, parts)

    def series(self, points: list[int], from_ms: int, to_ms: int, level_ms: int, bucket_ms: int) -> Spans:
        """Buckets of the window, by point and time."""
        found = self._ask(points, lambda shard, mine: shard.series(mine, from_ms, to_ms, level_ms, bucket_ms))
        columns = {name: np.concatenate([getattr(part, name) for part in found]) for name in Spans.__slots__}
        order = np.lexsort((columns["ts_ms"], columns["point"]))
        return Spans(**{name: column[order] for name, column in columns.items()})

    def latest(self, points: list[int]) -> Readings:
        """Newest trusted reading of each point that has one."""
        return concat(self._ask(points, lambda shard, mine: shard.latest(mine))) if points else Readings.empty()

    def raw(self, points: list[int], from_ms: int, to_ms: int, limit: int) -> tuple[Readings, bool]:
        """A page by stamp: as far as the shard that had to stop first."""
        found = self._ask(points, lambda shard, mine: shard.raw(mine, from_ms, to_ms, limit))
        ends = [int(page.ts_ms[-1]) for page, is_truncated in found if is_truncated]
        whole = concat([page for page, _ in found])
        page = whole.take(whole.ts_ms <= min(ends, default=to_ms))
        cut, is_truncated = one_page(page, limit)
        if is_truncated and not len(cut):  # one stamp is fuller than a page: it is given whole
            cut = page.take(page.ts_ms == page.ts_ms.min())
            cut = cut.take(np.argsort(cut.point, kind="stable"))
        return cut, is_truncated or bool(ends)

    def count(self, points: list[int], from_ms: int, to_ms: int) -> int:
        """Distinct readings in the window."""
        return sum(self._ask(points, lambda shard, mine: shard.count(mine, from_ms, to_ms)))

    def count_each(self, points: list[int], from_ms: int, to_ms: int) -> list[tuple[int, int, int]]:
        """Distinct readings of each point, by point."""
        found = self._ask(points, lambda shard, mine: shard.count_each(mine, from_ms, to_ms))
        return sorted(row for rows in found for row in rows)

    def roll_up(self, now_ms: int) -> int:
        """Bring every shard's roll-ups up to date; the most hours that one of them worked on."""
        return max(self._each(lambda shard, _: shard.roll_up(now_ms), self._shards))

    def expire(self, now_ms: int) -> list[str]:
        """Drop what is older than its retention; each name once."""
        gone = self._each(lambda shard, _: shard.expire(now_ms), self._shards)
        return list(dict.fromkeys(name for names in gone for name in names))

    def facts(self) -> dict[str, float | int | str]:
        """Sums over the shards."""
        found = self._each(lambda shard, _: shard.facts(), self._shards)
        total: dict[str, float | int | str] = {}
        for name in found[0]:
            values = [float(one[name]) for one in found]
            total[name] = int(sum(values))
        rows = [float(one["raw_rows"]) for one in found]
        sizes = [float(one["bytes_per_reading"]) * n for one, n in zip(found, rows, strict=True)]
        total["bytes_per_reading"] = round(sum(sizes) / sum(rows), 2) if sum(rows) else 0.0
        total["raw_days"] = max(int(one["raw_days"]) for one in found)
        total["rolled_until_ms"] = self.rolled_until_ms
        total["shards"] = len(self._shards)
        return total

    def close(self) -> None:
        """Let go of every shard."""
        self._is_closed = True
        for shard in self._shards:
            shard.close()
        self._threads.shutdown(wait=False)

    def _ask(self, points: list[int], question: Callable[[Store, list[int]], T]) -> list[T]:
        """Answers of the shards that have these points; no points = all points = all shards."""
        if not points:
            return self._each(lambda shard, _: question(shard, []), self._shards)
        groups: dict[int, list[int]] = {}
        for point in points:
            groups.setdefault(point % len(self._shards), []).append(point)
        jobs = [self._submit(question, self._shards[number], mine) for number, mine in groups.items()]
        return [job.result() for job in jobs]

    def _submit(self, work: Callable[[Store, Any], T], shard: Store, what: Any) -> Future[T]:
        if self._is_closed:
            raise StoreError("the history store is closed")
        return self._threads.submit(work, shard, what)

    def _each(self, work: Callable[[Store, Any], T], what: Sequence[Any]) -> list[T]:
        """Do something on every shard at once; all have ended when this returns or raises."""
        jobs = [self._submit(work, shard, one) for shard, one in zip(self._shards, what, strict=True)]
        errors = [error for job in jobs if (error := job.exception())]
        if errors:
            raise errors[0]
        return [job.result() for job in jobs]


def require_same_shards(engines: Sequence[Engine]) -> None:
    """Refuse other servers, or another order, than those the readings were spread over: points would not be found.

    Raises:
        StoreError: with the number that was found.
    """
    for number, engine in enumerate(engines):
        wanted = len(engines) * 1000 + number
        kept = engine.query(sql.state("place")).to_pydict().get("number", [])
        if not kept:
            engine.execute(sql.set_state("place", wanted, 1))
        elif kept[0] != wanted:
            raise StoreError(
                f"ClickHouse server {number + 1} of {len(engines)} was filled as {kept[0] % 1000 + 1} of "
                f"{kept[0] // 1000}: give ANLAN_CLICKHOUSE_URL the same servers in the same order"
            )
