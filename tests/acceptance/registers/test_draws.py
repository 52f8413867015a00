"""A random draw that can be repeated without the platform, from the page that tells how."""

import re
from pathlib import Path
from typing import Any

import pytest

from anlan.records.accounts.choices import Role
from anlan.records.registers.inspections import drawing
from tests.acceptance.registers.life import Life, Record, register_life
from tests.factories import EnterpriseFactory, UserFactory

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "verify-a-draw.md"
VALUES = ("object_pool", "officer_pool", "conflicts", "pool_digest", "commitment", "revealed", "public_value", "result")


def prepared(life: Life, **more: Any) -> Record:
    for _ in range(7):
        EnterpriseFactory(town=life.plant.town, field=life.plant.field)
    UserFactory.create_batch(3, role=Role.ENFORCEMENT)
    values = {"title": "二季度抽查", "object_count": 3, "draw_on": "2026-06-03", "public_source": "当日福彩 3D"}
    return life.creates("committee", "inspection_draws", **{**values, **more})


@pytest.mark.django_db
def test_a_draw_is_promised_made_repeated_by_the_page_and_turned_into_checks() -> None:
    with register_life("2026-06-01 09:00") as life:
        barred = f"{life.people['enforcement'].pk},{life.plant.pk}"
        draw = prepared(life, conflicts=barred)
        life.refused("committee", draw, "promise", because="无权")
        life.does("duty", draw, "promise")
        values = draw.data["values"]
        assert (values["revealed"], values["seed"]) == (None, None)
        life.refused("duty", draw, "draw", because="抽取日为 2026-06-03", public_value="5 2 0")
        life.day(2).does("duty", draw, "draw", public_value="5 2 0")
        values = {name: draw.data["values"][name] or "" for name in VALUES}
        assert len(values["result"].splitlines()) == 3
        assert repeated(values, count=3, each=2) == values["result"]
        life.does("committee", draw, "assign", planned_on="2026-06-10")
        checks = life.client("leader").get("/api/registers/inspections/records", {"f": "kind:double_random"}).json()
        assert checks["total"] == 3


@pytest.mark.django_db
def test_the_secret_is_nowhere_before_the_draw_and_a_void_draw_stays_on_record() -> None:
    from anlan.records.registers.inspections.models import Draw

    with register_life("2026-06-01 09:00") as life:
        draw = prepared(life)
        life.does("duty", draw, "promise")
        secret = Draw.objects.get().secret
        base = "/api/registers/inspection_draws"
        for path in (draw.path, f"{base}/records", f"{base}/schema", f"{base}/export"):
            answer = life.client("leader").get(path)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert secret.encode() not in content, path
        life.does("leader", draw, "void", reason="名录有误")
        assert draw.state == "void"


@pytest.mark.django_db
def test_a_draw_that_nobody_makes_is_overdue_and_one_for_too_small_a_pool_is_refused() -> None:
    with register_life("2026-06-01 09:00") as life:
        draw = prepared(life)
        life.does("duty", draw, "promise")
        life.day(3, hour=2)
        assert life.client("duty").get(draw.path).json()["is_overdue"] is True
        greedy = prepared(life, object_count=400, draw_on="2026-06-10")
        life.refused("duty", greedy, "promise", because="名录不足")


def test_every_object_is_drawn_about_equally_often_and_a_changed_pool_is_seen() -> None:
    objects, officers = [str(n) for n in range(10)], ["a", "b", "c"]
    times = dict.fromkeys(objects, 0)
    for n in range(500):
        seed = drawing.seed_of("secret", str(n))
        for one, who in drawing.drawn(seed, objects, officers, {("a", "3")}, count=2, each=2):
            times[one] += 1
            assert len(set(who)) == 2
            assert not (one == "3" and "a" in who)
    assert all(60 <= count <= 140 for count in times.values()), times  # 100 expected, 9 the standard deviation
    with pytest.raises(ValueError, match="人员不足"):
        drawing.drawn("s", ["1"], ["a"], {("a", "1")}, count=1, each=1)
    assert drawing.pool_digest("1|甲", "a|乙", "") != drawing.pool_digest("1|甲\n2|丙", "a|乙", "")


def repeated(values: dict[str, str], *, count: int, each: int) -> str:
    """What the recipe of the page says; it is run as it is printed."""
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found
    room: dict[str, Any] = {}
    exec(found.group(1), room)  # the page's own code is what is tested
    return str(
        room["draw"](
            values["revealed"], values["commitment"], values["public_value"], values["object_pool"],
            values["officer_pool"], values["conflicts"], values["pool_digest"], count, each,
        )
    )  # fmt: skip
