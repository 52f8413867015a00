"""The tutorial, followed to the letter: a register in one folder of its own, and no other edit."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.servers import database

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "tutorials" / "add-a-register.md").read_text()

#: What a reader would try at the end, in a process of its own.
TRY = """
import django; django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from django.test import Client
from anlan.records.accounts.choices import Role
from anlan.records.registry.schema import schema
from tests.factories import EnterpriseFactory, UserFactory

plant = EnterpriseFactory()
grid, town = UserFactory(role=Role.GRID_OFFICER, town=plant.town), UserFactory(role=Role.TOWN_OFFICER, town=plant.town)
stranger = UserFactory(role=Role.ENTERPRISE_MANAGER, enterprise=plant)

def ask(user, method, path, body=None):
    client = Client(); client.force_login(user)
    answer = client.generic(method, "/api/registers" + path, __import__("json").dumps(body or {}), "application/json")
    return answer.status_code, answer.json() if "json" in answer["content-type"] else b"".join(answer.streaming_content)

assert "visits" in [one["name"] for one in ask(grid, "GET", "")[1]]
assert ask(stranger, "GET", "/visits/schema")[0] == 403
values = {"title": "走访", "enterprise": plant.pk, "reason": "复工", "planned_on": "2099-06-01"}
status, visit = ask(grid, "POST", "/visits/records", {"values": values})
assert (status, visit["no"][:3], visit["state"]) == (201, "ZF-", "planned"), visit
path = f"/visits/records/{visit['id']}/steps"
assert ask(grid, "POST", path + "/record", {"values": {"findings": "已走访"}})[0] == 422
assert ask(grid, "POST", path + "/record", {"values": {"findings": "已走访", "need_count": 2}})[0] == 200
assert ask(grid, "POST", path + "/approve")[0] == 403
assert ask(town, "POST", path + "/approve")[1]["state"] == "done"
figures = ask(town, "GET", "/visits/statistics?by=town")[1]
assert figures["figures"] == {"visits": 1, "done": 1, "needs": 2, "done_rate": 100.0}, figures
assert ask(town, "GET", "/visits/export")[1][:2] == b"PK"
print("THE TUTORIAL WORKS")
"""


def test_the_tutorial_works_as_it_is_written(tmp_path: Path) -> None:
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "anlan.web.settings", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    env.pop("ANLAN_DATABASE_URL", None)
    database.place(tmp_path / "my-data")  # what its `migrate` would make first; that is tested elsewhere
    for language, text, file in _blocks():
        if language == "console":
            _run(text, tmp_path, env)
        else:
            (tmp_path / file).write_text(text)
    assert (tmp_path / "my-registers/visits/migrations/0001_initial.py").exists()
    assert "THE TUTORIAL WORKS" in _run(".venv/bin/python try.py", tmp_path, env)


TRY_FILE = 'exec(open("try.py").read())'


def _blocks() -> list[tuple[str, str, str]]:
    """``(language, text, file)`` of every block; a file's name stands on the line before."""
    found = re.findall(r"(?:`([\w/.-]+)`\n\n)?```(console|python)\n(.*?)```", PAGE, re.S)
    return [(language, text, file) for file, language, text in found]


def _run(script: str, folder: Path, env: dict[str, str]) -> str:
    """Run in one shell; what is exported is remembered for the next block, as it is for a reader."""
    (folder / "try.py").write_text(TRY)
    script = re.sub(r"^\.venv/bin/python", sys.executable, script, flags=re.M)
    done = subprocess.run(
        ["bash", "-euc", f"{script}\nenv > exported"], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for line in (folder / "exported").read_text().splitlines():
        name, _, value = line.partition("=")
        if name.startswith("ANLAN_"):
            env[name] = value
    return done.stdout
