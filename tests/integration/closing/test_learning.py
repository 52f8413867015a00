"""Causes, measures, usefulness, and who comes back again and again."""

import pytest
from django.test import Client

from anlan.domain.clock import ManualClock
from anlan.records.accounts.choices import Role
from anlan.records.closing import selectors
from anlan.records.closing.models import ClosingClass
from anlan.records.closing.services import classify, tell_usefulness
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Invalid
from anlan.records.incidents.models import Incident
from tests.factories import PointFactory, UserFactory
from tests.factories.alarms import alarm
from tests.integration.closing.support import closed, fed_back

pytestmark = pytest.mark.django_db

DAY_S = 86_400


@pytest.fixture
def duty():
    return UserFactory(role=Role.DUTY_OFFICER)


def test_the_shipped_classes_each_name_their_source() -> None:
    rows = selectors.classes()
    assert {row["kind"] for row in rows} == {"cause", "measure"}
    assert all(row["source"] and row["name_en"] for row in rows)


def test_a_class_is_chosen_from_the_list_and_lands_on_the_timeline(duty) -> None:
    order = fed_back()
    classify(incident_id=order.pk, actor=duty, cause="P-SEAL", measures=["C-ENGINEER", "C-TRAIN"], note="垫片老化")
    told = selectors.learning_of(order, duty)["classification"]
    assert told["cause"]["code"] == "P-SEAL"
    assert [one["code"] for one in told["measures"]] == ["C-ENGINEER", "C-TRAIN"]
    assert "密封失效" in order.entries.get(kind="classified").text


def test_the_latest_word_counts_and_each_stays_on_the_timeline(duty) -> None:
    order = closed()
    for cause in ("X-UNKNOWN", "P-SEAL"):
        classify(incident_id=order.pk, actor=duty, cause=cause, measures=[])
    assert selectors.learning_of(order, duty)["classification"]["cause"]["code"] == "P-SEAL"
    assert order.entries.filter(kind="classified").count() == 2


@pytest.mark.parametrize(("cause", "measures"), [("NONE", []), ("C-PPE", []), ("P-SEAL", ["P-SEAL"])])
def test_what_is_not_in_the_list_is_refused(duty, cause: str, measures: list[str]) -> None:
    order = fed_back()
    with pytest.raises(Invalid):
        classify(incident_id=order.pk, actor=duty, cause=cause, measures=measures)


def test_a_withdrawn_class_can_no_longer_be_chosen(duty) -> None:
    ClosingClass.objects.filter(code="P-SEAL").update(is_in_use=False)
    with pytest.raises(Invalid):
        classify(incident_id=fed_back().pk, actor=duty, cause="P-SEAL", measures=[])


def test_nothing_is_classified_before_it_is_handled(duty) -> None:
    order = Incident.objects.get(pk=alarm().incident_id)
    with pytest.raises(Conflict):
        classify(incident_id=order.pk, actor=duty, cause="P-SEAL", measures=[])


def test_one_person_one_answer_and_the_latest_counts(duty) -> None:
    order = closed()
    for is_useful in (True, False):
        tell_usefulness(incident=order, actor=duty, is_useful=is_useful)
    told = selectors.learning_of(order, duty)
    assert (told["useful"], told["useless"], told["mine"]) == (0, 1, False)


def test_statistics_count_each_work_order_once(duty) -> None:
    first, second = closed(), closed()
    fed_back()
    classify(incident_id=first.pk, actor=duty, cause="P-SEAL", measures=["C-ENGINEER", "C-TRAIN"])
    tell_usefulness(incident=first, actor=duty, is_useful=True)
    tell_usefulness(incident=second, actor=duty, is_useful=False)
    told = selectors.statistics(for_user=duty, days=30)
    assert (told["opened"], told["closed"], told["unclassified"]) == (3, 2, 1)
    assert [(row["code"], row["count"]) for row in told["causes"]] == [("P-SEAL", 1)]
    assert {row["code"]: row["count"] for row in told["measures"]} == {"C-ENGINEER": 1, "C-TRAIN": 1}
    assert (told["useful"], told["useless"]) == (1, 1)
    assert [row["title"] for row in told["least_useful"]] == [second.title]


def test_a_repeat_offender_has_the_numbers_behind_it(duty) -> None:
    point, other = PointFactory(), PointFactory()
    with clock.use_clock(ManualClock(clock.now())) as manual:
        orders = []
        for _ in range(3):
            orders.append(closed(point))
            manual.advance(DAY_S)
        closed(other)
        for order in orders:
            classify(incident_id=order.pk, actor=duty, cause="P-SEAL", measures=[])
        found = selectors.repeat_offenders(for_user=duty, times=3, days=30)
        told = {(line["by"], line["count"], line["enterprise_id"]) for line in found}
        assert told == {("point", 3, point.enterprise_id), ("cause", 3, point.enterprise_id)}
        assert {one["id"] for one in found[0]["incidents"]} == {order.pk for order in orders}
        assert not selectors.repeat_offenders(for_user=duty, times=4, days=30)
        manual.advance(29 * DAY_S)
        assert not selectors.repeat_offenders(for_user=duty, times=3, days=30), "what is long ago no longer counts"


def test_offenders_of_other_towns_are_out_of_sight_and_the_settings_give_the_figures(duty) -> None:
    point = PointFactory()
    for _ in range(3):
        closed(point)
    for town, expected in ((point.enterprise.town, 1), (PointFactory().enterprise.town, 0)):
        client = Client()
        client.force_login(UserFactory(role=Role.TOWN_OFFICER, town=town))
        told = client.get("/api/learning/repeat-offenders").json()
        assert (told["times"], told["days"], len(told["items"])) == (3, 30, expected)
