"""The database of the first release in the middle of a night, made by its own migrations: run as a process of its own.

Three alarms stand: one that nobody took note of, one acknowledged, one shelved. One work order waits to be accepted,
one is being handled. Rows are written as that release wrote them; its policy knew roles only, under other names.
"""

from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

TARGETS = [
    ("alarm_log", "0003_peak_of_the_excursion"), ("incidents", "0001_initial"), ("notices", "0001_initial"),
    ("sites", "0004_group_rules"), ("places", "0002_shipped_towns"), ("accounts", "0002_initial"),
    ("core", "0001_initial"), ("audit", "0002_append_only"), ("sessions", "0001_initial"),
]  # fmt: skip
POLICY = {
    "grade": "red", "first_roles": ["enterprise_manager"], "inform_roles": ["town_officer", "duty_officer"],
    "channel": "call", "accept_within_s": 120.0, "handle_within_s": 1800.0, "verify_within_s": 1800.0,
    "repeat_every_s": 600.0, "is_night": False,
    "steps": [
        {"level": 1, "after_s": 120.0, "roles": ["town_officer", "duty_officer"], "says": "街道、值班员"},
        {"level": 2, "after_s": 180.0, "roles": ["leader"], "says": "局领导"},
    ],
}  # fmt: skip
TITLE = "机房 氨气浓度 三级高报（HHH）"

executor = MigrationExecutor(connection)
executor.migrate(TARGETS)
had = executor.loader.project_state(TARGETS).apps.get_model
now = timezone.now()
a_minute = timedelta(minutes=1)

town = had("places", "Town").objects.first()
plant = had("sites", "Enterprise").objects.create(
    uscc="91339900TE5T000019", name="示例冷链有限公司", short_name="示例冷链", town=town, sector="1361",
    lon=120.6, lat=27.8,
)  # fmt: skip
User = had("accounts", "User")
manager = User.objects.create(username="manager", name="manager", role="enterprise_manager", enterprise=plant)
duty = User.objects.create(username="duty", name="duty", role="duty_officer")
User.objects.create(username="officer", name="officer", role="town_officer", town=town)
User.objects.create(username="leader", name="leader", role="leader")

Incident = had("incidents", "Incident")
same = {"grade": "red", "title": TITLE, "place": "机房", "policy": POLICY, "enterprise": plant, "assignee": manager}
since = {"opened_at": now - a_minute, "dispatched_at": now - a_minute}
waits = Incident.objects.create(
    no="AL-1", group_key="1", state="dispatched", next_step="签收", next_step_due_at=now + a_minute,
    wake_at=now + a_minute, **same, **since,
)  # fmt: skip
in_hand = Incident.objects.create(
    no="AL-2", group_key="2", state="handling", next_step="处置并反馈", next_step_due_at=now + 25 * a_minute,
    wake_at=now + 25 * a_minute, accepted_by=manager, accepted_at=now, **same, **since,
)  # fmt: skip
for n, state, incident, more in (
    (1, "unacked", waits, {}),
    (2, "acked", in_hand, {"is_acked": True, "acked_at": now, "acked_by": manager}),
    (3, "shelved", in_hand, {"is_shelved": True, "shelved_until": now + 30 * a_minute}),
):
    had("alarm_log", "Alarm").objects.create(
        alarm_id=f"{n}.limit.HHH.1", source_point_id=n, point_name=f"{n}号探测器", unit="ppm", kind="nh3_concentration",
        enterprise=plant, rule="limit", label="HHH", grade="red", title="氨气浓度 三级高报（HHH）", raised_at=now,
        logged_at=now, value=160.0, set_point=100.0, state=state, is_open=True, is_active=True, incident_id=incident.pk,
        incident_no=incident.no, **more,
    )  # fmt: skip
had("alarm_log", "Shelving").objects.create(
    source_point_id=3, rule="limit", label="HHH", reason="标定", until=now + 30 * a_minute, by=duty
)
had("notices", "Notice").objects.create(
    incident_id=waits.pk, person=manager, channel="call", reason="dispatched", text=TITLE, key="told-once"
)
