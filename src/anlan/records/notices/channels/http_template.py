"""A gateway described in words: method, address, headers, body, what success looks like. SMS and voice calls use it.

Placeholders ``{phone} {text} {title} {key} {grade} {link} {at_ms}`` are filled in after the template has been taken
apart, so a text with quotes or ampersands cannot become part of the request's form.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Answer, Outgoing
from anlan.records.notices.channels.posting import object_of, post

_HOLE = re.compile(r"\{(phone|text|title|key|grade|link|at_ms|secret)\}")


class HttpTemplate:
    """Settings: ``url method headers body secret ok_field ok_value ref_field``."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Fill the template in and send it."""
        if not to.value:
            return Outcome(Result.REFUSED, why="没有号码")
        values = {
            "phone": to.value, "text": message.short, "title": message.title, "key": message.key,
            "grade": message.grade, "link": message.link, "at_ms": str(message.at_ms),
            "secret": str(self._config.get("secret", "")),
        }  # fmt: skip
        headers = {name: _one_line(fill(value, values)) for name, value in _headers(self._config).items()}
        headers.setdefault("Content-Type", "application/json; charset=utf-8")
        body = fill_body(str(self._config.get("body", "")), headers["Content-Type"], values)
        url = fill(str(self._config["url"]), {name: quote(value, safe="") for name, value in values.items()})
        method = str(self._config.get("method") or "POST").upper()
        return post(self._http, url, body, headers, self._judge, method)

    def _judge(self, answer: Answer) -> Outcome:
        said = object_of(answer)
        field, wanted = str(self._config.get("ok_field", "")), str(self._config.get("ok_value", ""))
        got = str(at(said, field)) if field else ""
        if field and got != wanted:
            return Outcome(Result.REFUSED, why=f"{field}={got[:60]}，应为 {wanted}")
        ref = at(said, str(self._config.get("ref_field", "")))
        return Outcome(Result.SENT, ref=str(ref)[:100] if ref is not None else "")


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its placeholders replaced, once."""
    return _HOLE.sub(lambda hole: values[hole[1]], text)


def fill_body(template: str, content_type: str, values: Mapping[str, str]) -> bytes:
    """The body, each placeholder inside one value of a JSON document or of a form."""
    if "json" in content_type and template.strip():
        return json.dumps(_fill_json(json.loads(template), values), ensure_ascii=False).encode()
    if "urlencoded" in content_type:
        pairs = parse_qsl(template, keep_blank_values=True)
        return urlencode([(name, fill(value, values)) for name, value in pairs]).encode()
    return fill(template, values).encode()


def at(found: Mapping[str, Any], path: str) -> Any:
    """The value at ``a.b.0.c``; None when there is none."""
    value: Any = found
    for step in path.split(".") if path else []:
        if isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, Mapping):
            value = value.get(step)
        else:
            return None
    return value if path else None


def _fill_json(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return fill(value, values)
    if isinstance(value, list):
        return [_fill_json(item, values) for item in value]
    if isinstance(value, dict):
        return {name: _fill_json(item, values) for name, item in value.items()}
    return value


def _headers(config: Mapping[str, Any]) -> dict[str, str]:
    lines = [line.partition(":") for line in str(config.get("headers", "")).splitlines() if ":" in line]
    return {name.strip(): value.strip() for name, _, value in lines}


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ").encode("latin-1", "replace").decode("latin-1")
