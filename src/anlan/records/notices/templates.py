"""What is said, by reason and language: what, where, since when, what to do, a link. Through gettext."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_noop, override

from anlan.domain.clock import from_ms
from anlan.kit.settings import settings
from anlan.records.core.clock import LOCAL
from anlan.records.notices.models import Notice

#: Two SMS of Chinese (67 characters each), or of English (153 each).
SHORT_MAX = {"zh-hans": 134, "en": 306}
TITLE_MAX = 60

GRADES = {
    "red": gettext_noop("红"), "orange": gettext_noop("橙"), "yellow": gettext_noop("黄"), "blue": gettext_noop("蓝"),
}  # fmt: skip
#: What the reader is asked to do, by reason.
ASKS = {
    "dispatched": gettext_noop("请于%(due)s前签收"),
    "graded": gettext_noop("等级升高，请立即查看"),
    "escalated": gettext_noop("无人处理，请立即督办"),
    "overdue": gettext_noop("已超时，请立即处理"),
    "informed": gettext_noop("请知悉"),
    "to_verify": gettext_noop("请复核"),
    "sent_back": gettext_noop("被退回，请重新处置"),
    "support": gettext_noop("请求支援，请派员"),
    "handover": gettext_noop("请接班并查看"),
    "reopened": gettext_noop("请于%(due)s前签收"),
    "taken_over": gettext_noop("请知悉"),
    "reported": gettext_noop("请知悉"),
    "support_answered": gettext_noop("请知悉"),
    "duty": gettext_noop("请知悉"),
}
OTHERWISE = gettext_noop("请查看")


@dataclass(frozen=True, slots=True)
class Text:
    """One notice in words."""

    title: str
    short: str
    body: str
    link: str


def text_of(notice: Notice, language: str, is_repeat: bool = False) -> Text:
    """The words of a notice in ``zh-hans`` or ``en``; a possible double begins with 【重发】."""
    facts = notice.facts
    no, what = str(facts.get("no", "")), str(facts.get("what") or notice.text)
    link = _link(notice)
    with override(language):
        since = _clock(facts.get("since_ms")) or notice.created_at.astimezone(LOCAL).strftime("%m-%d %H:%M")
        ask = gettext(ASKS.get(notice.reason, OTHERWISE)) % {"due": _clock(facts.get("due_ms"))}
        mark = gettext("【重发】") if is_repeat else ""
        grade = gettext("【%(grade)s】") % {"grade": gettext(GRADES[notice.grade])} if notice.grade in GRADES else ""
        head = f"{mark}{grade}"
        tail = gettext("，%(since)s起，%(ask)s。") % {"since": since, "ask": ask}
        body = "\n".join(
            line for line in (
                f"{head}{what}", gettext("工单：%(no)s") % {"no": no} if no else "",
                gettext("时间：%(since)s") % {"since": since}, gettext("要求：%(ask)s") % {"ask": ask}, link,
            ) if line
        )  # fmt: skip
    room = SHORT_MAX[language] - len(head) - len(tail) - (len(link) + 1 if link else 0)
    short = f"{head}{_cut(what, room)}{tail}{' ' + link if link else ''}"
    return Text(title=_cut(f"{head}{what}", TITLE_MAX), short=short, body=body, link=link)


def _link(notice: Notice) -> str:
    base = settings().public_url.rstrip("/")
    return f"{base}/incidents/{notice.incident_id}" if base and notice.incident_id else base


def _clock(ms: object) -> str:
    if not isinstance(ms, int):
        return ""
    at: datetime = from_ms(ms).astimezone(LOCAL)
    return at.strftime("%m-%d %H:%M")


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
