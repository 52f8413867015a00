"""Lists of a register with 50,000 rows: how long a reader waits, over the API, in one process.

Budget (issue 6): filtered and sorted, 95 of 100 within 300 ms. Rows are written through the services.
"""

import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from bench.results import figure

ROWS = int(os.environ.get("BENCH_REGISTER_ROWS", "50000"))
ASKED = 25
BUDGET_MS = 300
QUESTIONS = {
    "newest page": "",
    "one state, by deadline": "f=state:rectifying&sort=deadline",
    "one town, overdue or not, newest": "f=town:330381004",
    "level and source, by closing": "f=source:inspection&f=level:general&sort=-closed_at",
    "text search": "q=配电箱",
    "page 400": "page=400",
    "statistics by town": "STAT by=town",
}


def run() -> list[dict[str, Any]]:
    """A database of its own, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "ANLAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "anlan.web.settings"}
        done = subprocess.run(
            [sys.executable, "-m", "bench.registers_bench"], env=env, capture_output=True, text=True, check=False
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    rows = []
    for line in done.stdout.splitlines():
        if line.startswith("ROW "):
            name, value, unit, goal = line[4:].split("|")
            rows.append(
                figure(
                    f"registers: {name}",
                    float(value),
                    unit,
                    goal=float(goal) if goal else None,
                    higher_is_better=not goal,
                )
            )
    return rows


def measure() -> None:
    """Fill and ask; prints one line a figure."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    client = _filled()
    print(f"ROW rows written through the services|{ROWS / (time.perf_counter() - began):.0f}|rows/s|")
    for name, query in QUESTIONS.items():
        is_statistics = query.startswith("STAT ")
        path = "/api/registers/hazards/" + ("statistics" if is_statistics else "records")
        p95 = _p95_ms(client, f"{path}?{query.removeprefix('STAT ')}")
        print(f"ROW {name}, p95|{p95:.1f}|ms|{BUDGET_MS}")


def _filled() -> Any:
    from django.test import Client
    from tests.factories import EnterpriseFactory, UserFactory

    import anlan.records.registers.hazards.seeds as seeds
    from anlan.records.accounts.choices import Role
    from anlan.records.places.models import Town
    from anlan.records.places.services import towns_load
    from anlan.records.registry.seeding import Seeded

    towns_load()
    for town in Town.objects.all():
        UserFactory(role=Role.TOWN_OFFICER, town=town)
        for _ in range(10):
            EnterpriseFactory(town=town)
    UserFactory(role=Role.DUTY_OFFICER)
    seeds.FOUND, seeds.RECTIFIED = ROWS, ROWS * 9 // 10
    seeds.fill(Seeded.of_database())
    client = Client()
    client.force_login(UserFactory(role=Role.LEADER))
    return client


def _p95_ms(client: Any, path: str) -> float:
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        answer = client.get(path)
        took.append(1000 * (time.perf_counter() - began))
        assert answer.status_code == 200, answer.content
    return sorted(took)[int(0.95 * ASKED)]


if __name__ == "__main__":
    measure()
