"""One POST and the three ways it can end, for every channel that speaks HTTP."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from anlan.records.notices.channels.channel import Outcome, Result
from anlan.records.notices.channels.outgoing import Answer, Forbidden, NotTaken, Outgoing, Unsure

#: The provider is overloaded or broken; anything else below 500 is its last word.
WORTH_A_RETRY = frozenset({408, 425, 429})


def post(
    http: Outgoing,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    judge: Callable[[Answer], Outcome],
    method: str = "POST",
) -> Outcome:
    """Send once; ``judge`` reads a 2xx answer."""
    try:
        answer = http.request(method, url, body, headers)
    except Forbidden as error:
        return Outcome(Result.REFUSED, why=str(error))
    except NotTaken as error:
        return Outcome(Result.DOWN, why=str(error))
    except Unsure as error:
        return Outcome(Result.UNCERTAIN, why=str(error))
    if answer.status in WORTH_A_RETRY or answer.status == 503:
        return Outcome(Result.DOWN, why=f"HTTP {answer.status}")
    if answer.status >= 500:
        return Outcome(Result.UNCERTAIN, why=f"HTTP {answer.status}")
    if answer.status >= 300:
        return Outcome(Result.REFUSED, why=f"HTTP {answer.status}")
    return judge(answer)


def post_json(
    http: Outgoing, url: str, data: Mapping[str, Any], judge: Callable[[Mapping[str, Any]], Outcome]
) -> Outcome:
    """Send a JSON object; ``judge`` reads the JSON object that came back."""

    def read(answer: Answer) -> Outcome:
        return judge(object_of(answer))

    body = json.dumps(data, ensure_ascii=False).encode()
    return post(http, url, body, {"Content-Type": "application/json; charset=utf-8"}, read)


def object_of(answer: Answer) -> Mapping[str, Any]:
    """The answer as a JSON object; empty when it is none."""
    try:
        found = json.loads(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def by_code(
    field: str, busy: frozenset[int], names: tuple[str, ...] = ("errmsg", "msg")
) -> Callable[[Mapping[str, Any]], Outcome]:
    """Judge by a provider's error code: 0 is well, ``busy`` codes ask to slow down."""

    def judge(answer: Mapping[str, Any]) -> Outcome:
        code = answer.get(field)
        if code == 0:
            return Outcome(Result.SENT)
        said = next((str(answer[name]) for name in names if answer.get(name)), "")
        why = f"{field} {code} {said}"[:200]
        return Outcome(Result.DOWN if code in busy else Result.REFUSED, why=why)

    return judge
