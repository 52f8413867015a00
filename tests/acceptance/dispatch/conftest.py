"""Duty logs with rosters and policies: what the words of a timeline need more."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.dispatch import shipped
from anlan.records.dispatch.models import PolicyVersion
from anlan.records.rosters.models import Handover, Post, Shift
from tests.acceptance.timeline import Timeline, duty_log


class DispatchLog(Timeline):
    """A timeline whose people have posts, shifts and policies of their own."""

    def calls(
        self, who: str, path: str, body: dict[str, Any] | None = None, method: str = "post", expect: int = 200
    ) -> Any:
        """Somebody uses the API, and gets this answer."""
        send = getattr(self._client(who), method)
        extra = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = send(f"/api{path}", **extra)
        assert answer.status_code == expect, answer.content.decode()
        return answer.json()

    def post(self, role: str, leader: str = "leader") -> Post:
        """A post of the county for ``role``, whose gaps are not this log's business yet."""
        return Post.objects.create(name=f"{role} 岗", role=role, leader=self.people[leader], looked_at=clock.now())

    def shift(self, post: Post, who: str, hours: float, *, after_hours: float = 0, substitute: str = "") -> Shift:
        """``who`` serves for so many hours, from now or later."""
        begins = clock.now() + timedelta(hours=after_hours)
        instead = self.people[substitute] if substitute else None
        return Shift.objects.create(
            post=post, person=self.people[who], substitute=instead, serves=instead or self.people[who],
            begins_at=begins, ends_at=begins + timedelta(hours=hours),
        )  # fmt: skip

    def rules(self, **changes: Any) -> "DispatchLog":
        """A version is in force in which every shipped rule has these fields changed."""
        rules = [{**rule.data(), **changes} for rule in shipped.rules()]
        return self.version(rules)

    def version(self, rules: list[dict[str, Any]]) -> "DispatchLog":
        """A version with these rules is in force."""
        PolicyVersion.objects.create(
            number=PolicyVersion.objects.count() + 1, title="试验", state="published", rules=rules,
            published_at=clock.now(), in_force_from=clock.now(),
        )  # fmt: skip
        return self

    def hands_over(self, post: Post, who: str, to: str, notes: str = "") -> Handover:
        """``who`` signs as the outgoing person."""
        body = {"incoming_id": self.people[to].pk, "notes": notes}
        made = self.calls(who, f"/rosters/posts/{post.pk}/handovers", body, expect=201)
        return Handover.objects.get(pk=made["id"])

    def person(self, who: str) -> User:
        """Somebody, read anew."""
        return User.objects.get(pk=self.people[who].pk)


@pytest.fixture
def log(db: None) -> Iterator[DispatchLog]:
    """Monday afternoon, 14:00 in Asia/Shanghai."""
    with duty_log("2026-11-23 14:00", DispatchLog) as played:
        yield played


@pytest.fixture
def sunday_night(db: None) -> Iterator[DispatchLog]:
    """Sunday, 03:10."""
    with duty_log("2026-11-29 03:10", DispatchLog) as played:
        yield played


def local(text: str) -> datetime:
    """An instant as on the wall of the duty room."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=clock.LOCAL)
