"""Which errors an operation may answer, written into its description once for all of them.

A route names the answers that are its own; what the door, the guard and the parser answer is added here, by what the
operation has: a path, a body, somebody who must have signed in.
"""

from http import HTTPStatus
from typing import Any

_PROBLEM = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
#: 429: a token has a rate of its own.
_SIGNED_IN = (401, 403, 404, 409, 422, 429)
#: 400: not JSON, or broken off; 403: a write without its CSRF token; 413: too large.
_WITH_BODY = (400, 403, 413, 422)
_WRITES = ("post", "put", "patch", "delete")


def problems_declare(schema: Any) -> Any:
    """Add to every operation of ``schema`` the errors that all operations of its kind may answer."""
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            for status in sorted(_of(method, operation)):
                told = {"description": HTTPStatus(status).phrase, "content": _PROBLEM}
                operation["responses"].setdefault(status, told)
    return schema


def _of(method: str, operation: dict[str, Any]) -> set[int]:
    statuses: set[int] = set()
    if operation.get("security"):
        statuses.update(_SIGNED_IN)
    if "requestBody" in operation:
        statuses.update(_WITH_BODY)
    if operation.get("parameters"):
        statuses.add(422)
    if method in _WRITES:
        statuses.add(403)
    return statuses
