"""A notice that cannot be planned or put into words keeps no other from going out; red is planned before the rest."""

from typing import Any

import pytest
from django.db import transaction

from anlan.records.core.batches import PartlyFailed
from anlan.records.notices import delivering, planning
from anlan.records.notices.models import Delivery, Notice
from anlan.records.notices.services import notify
from tests.acceptance.notices.conftest import MakeSms, NoticeLog
from tests.acceptance.notices.test_delivery import REMOTE, numbers, phones
from tests.factories import UserFactory
from tests.servers.providers import Provider


def _breaks_at(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, bad: Notice) -> None:
    honest = getattr(module, name)

    def fragile(notice: Notice, *args: Any) -> Any:
        if notice.pk == bad.pk:
            raise TypeError("facts of an older version")
        return honest(notice, *args)

    monkeypatch.setattr(module, name, fragile)


def _of(log: NoticeLog, who: str) -> Notice:
    return Notice.objects.get(person=log.people[who])


def test_one_that_cannot_be_put_into_words_keeps_nobody_from_a_red_alarm(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sms(gateway)
    log.at("00:00").alarm("HHH").told(*REMOTE)
    _breaks_at(monkeypatch, delivering, "text_of", _of(log, "manager"))
    log.sends()
    assert numbers(gateway) == phones(log, "principal", "town", "duty")
    bad = Delivery.objects.get(person=log.people["manager"])
    assert (bad.state, bad.error) == ("failed", "通知内容无法生成，请联系系统管理员")


def test_one_that_cannot_be_planned_keeps_nobody_from_a_red_alarm(
    log: NoticeLog, gateway: Provider, make_sms: MakeSms, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_sms(gateway)
    log.at("00:00").alarm("HHH").told(*REMOTE)
    _breaks_at(monkeypatch, planning, "_deliveries", _of(log, "manager"))
    with pytest.raises(PartlyFailed, match="1 of 4"):
        planning.plan()
    while delivering.run_once():
        pass
    assert numbers(gateway) == phones(log, "principal", "town", "duty")


def test_a_red_notice_is_planned_before_a_thousand_that_came_first(
    db: None, gateway: Provider, make_sms: MakeSms
) -> None:
    make_sms(gateway)
    town, duty = UserFactory(), UserFactory()
    with transaction.atomic():
        for n in range(planning.BATCH + 1):
            notify(people=[town], incident_id=None, reason="informed", text="停电", key=f"k{n}", grade="yellow")
        notify(people=[duty], incident_id=None, reason="dispatched", text="氨泄漏", key="red", grade="red")
    planning.plan()
    assert Delivery.objects.get(grade_rank=1).person == duty
