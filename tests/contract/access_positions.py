"""Access rows of shared positions."""

from anlan.records.core import clock
from anlan.records.registry.catalog import register_get
from tests.contract.access import Place, Route, World

TASKS = register_get("command_tasks")
VIEW, WORK = TASKS.right("view"), TASKS.right("work")
#: Nothing is shared yet: the command's answer, not access.
STATE = frozenset({409})


def task(world: World, place: Place) -> dict[str, object]:
    return {"task_id": world.record("command_tasks", place).pk}


def here(world: World, place: Place) -> dict[str, object]:
    return {"lon": 120.6, "lat": 27.7, "accuracy_m": 8, "at": clock.now().isoformat()}


ROUTES = [
    Route("GET", "/api/map/vehicles", VIEW),
    Route("GET", "/api/command-tasks/mine", WORK),
    Route("POST", "/api/command-tasks/{task_id}/sharing", WORK, task),
    Route("POST", "/api/command-tasks/{task_id}/positions", WORK, task, body=here, may_answer=STATE),
    Route("DELETE", "/api/command-tasks/{task_id}/sharing", WORK, task),
]
