"""The map's own table of resources becomes records of the register of rescue resources; nothing is lost or doubled.

One row of the same kind and name in the register wins and is given the position it may lack. What was in use becomes a
ready record that must be checked within a quarter; what was not becomes a removed one.
"""

import hashlib
import json
from datetime import timedelta

from django.db import migrations
from django.utils import timezone

REGISTER = "rescue_resources"
CHECK_WITHIN = timedelta(days=90)
#: The due times of the register on the day of this migration; a record keeps those it was opened with.
POLICY = {
    "due": {
        "ready": {"days": 90, "hours": 0, "is_working": False, "column": "check_by"},
        "out": {"days": 15, "hours": 0, "is_working": False, "column": ""},
    },
    "ladder": [["town_officer"], ["committee"], ["duty_officer", "leader"]],
    "repeat_days": 1,
    "remind_days": [3, 1],
}


def move(apps, schema_editor):
    resources = apps.get_model("resources", "Resource").objects.select_related("town").order_by("pk")
    if not resources.exists():
        return
    records, entries = apps.get_model("drills", "RescueResource").objects, apps.get_model("registry", "Entry").objects
    policy = _policy(apps.get_model("registry", "KeptPolicy").objects)
    for row in resources:
        same = records.filter(kind=row.kind, title=row.name).first()
        if same is not None:
            if same.lon is None or same.lat is None:
                same.lon, same.lat, same.coord_source = row.lon, row.lat, row.coord_source
                same.address = same.address or row.address
                same.save()
            continue
        made = records.create(**_fields(row, policy))
        entries.create(register=REGISTER, record_id=made.pk, kind="created", text="由地图应急资源并入登记簿")


def _policy(policies):
    digest = hashlib.sha256(json.dumps([REGISTER, POLICY], sort_keys=True).encode()).hexdigest()
    return policies.get_or_create(digest=digest, defaults={"register": REGISTER, "content": POLICY})[0]


def _fields(row, policy):
    now = timezone.now()
    due = now + CHECK_WITHIN if row.is_active else None
    return {
        "no": f"YJZY-{row.created_at:%Y%m%d}-M{row.pk:04d}", "title": row.name, "kind": row.kind,
        "state": "ready" if row.is_active else "removed", "is_open": row.is_active, "town": row.town,
        "policy": policy, "next_step": "季度核查" if row.is_active else "", "next_step_due_at": due, "wake_at": due,
        "closed_at": None if row.is_active else now, "opened_at": row.created_at, "updated_at": now, "unit": "",
        "contact": row.contact, "phone": row.phone, "quantity": row.capacity, "measure": row.unit,
        "ability": row.note, "address": row.address, "lon": row.lon, "lat": row.lat, "coord_source": row.coord_source,
    }  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial"), ("drills", "0002_resource_places"), ("registry", "0001_first")]
    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.DeleteModel(name="Resource"),
    ]
