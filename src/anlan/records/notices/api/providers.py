"""What the providers report: receipts, and answers to mass texts. Signed by the channel's secret, no account."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import Router

from anlan.records.core.errors import Invalid
from anlan.records.core.schemas import Problem
from anlan.records.notices import mass, receipts
from anlan.records.notices.models import Channel

router = Router()

#: No provider's report is larger.
REPORT_MAX = 65_536


@router.post("/notice-receipts/{name}", auth=None, response={200: dict[str, int], 404: Problem, 422: Problem})
def receipt(request: HttpRequest, name: str) -> dict[str, int]:
    """A provider reports what became of messages: one JSON object or a list of them.

    Signed: ``X-Anlan-Signature: sha256=<hex HMAC-SHA256 of the raw body>`` with the channel's receipt secret.
    """
    channel, reports = _reported(request, name)
    known = sum(receipts.receipt_apply(channel=channel, report=report) for report in reports)
    return {"known": known, "unknown": len(reports) - known}


@router.post("/notice-replies/{name}", auth=None, response={200: dict[str, int], 404: Problem, 422: Problem})
def reply(request: HttpRequest, name: str) -> dict[str, int]:
    """A provider passes on what people answered to mass texts, ``{phone, text}`` or a list: T, TD, 退订 mean no more.

    Signed as receipts are.
    """
    channel, found = _reported(request, name)
    return {"stopped": sum(mass.answered(channel=channel, reply=one) for one in found)}


def _reported(request: HttpRequest, name: str) -> tuple[Channel, list[dict[str, Any]]]:
    body = request.body
    if len(body) > REPORT_MAX:
        raise Invalid("回执内容过大，请分批发送。")
    channel = receipts.require_signature(name, body, request.headers.get("X-Anlan-Signature", ""))
    try:
        found = orjson.loads(body)
    except ValueError as error:
        raise Invalid("回执内容不是 JSON。") from error
    return channel, [r for r in (found if isinstance(found, list) else [found]) if isinstance(r, dict)]
