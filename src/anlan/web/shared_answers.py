"""One model for the answers that routes have in common.

Ninja makes a model of every answer of every route; sixteen hundred of them are the same six errors. Sharing them spares
each start of the web process the better part of a second of a core.
"""

from typing import Any

from ninja.operation import Operation

_made: dict[type, Any] = {}
_make = Operation._create_response_model


def answers_share() -> None:
    """Let routes that are declared from here on share models; what is answered and described stays the same."""
    Operation._create_response_model = _shared  # type: ignore[method-assign, assignment]


def _shared(operation: Operation, answer: Any) -> Any:
    if not isinstance(answer, type):  # `A | B` equals `B | A`, and is described in another order
        return _make(operation, answer)
    if answer not in _made:
        _made[answer] = _make(operation, answer)
    return _made[answer]
