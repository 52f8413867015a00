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
    "handover": gettext_noop("请于%(due)s前签字接班"),
    "handover_late": gettext_noop("请接班人立即签字，或由岗位负责人另行安排"),
    "roster_gap": gettext_noop("请安排人员值班"),
    "swap": gettext_noop("请在值班表页面同意或不同意"),
    "swap_agreed": gettext_noop("班次已变更，请知悉"),
    "swap_refused": gettext_noop("班次未变更，仍由您值班"),
    "reopened": gettext_noop("请于%(due)s前签收"),
    "taken_over": gettext_noop("请知悉"),
    "reported": gettext_noop("请知悉"),
    "relieved": gettext_noop("请知悉"),
    "support_answered": gettext_noop("请知悉"),
    "duty": gettext_noop("请按时到岗"),
    "new_kind": gettext_noop("请立即核实处置"),
    "joined": gettext_noop("请一并处置"),
    "assigned": gettext_noop("请办理"),
    "called_on": gettext_noop("请查看并回复"),
    "reminded": gettext_noop("期限将至，请尽快办理"),
    "loudspeaker_down": gettext_noop("请检修，在此之前不要指望它播报"),
    "set_aside": gettext_noop("请立即人工核实，并联系系统管理员"),
}
#: What happened, by reason, where its parts are facts; so it is said in the reader's language. Others have ``what``.
WHATS = {
    "handover": gettext_noop("“%(post)s”：%(outgoing)s向您交班，未办结工单 %(incidents)s 件"),
    "handover_late": gettext_noop(
        "“%(post)s”：%(outgoing)s于%(handed)s交班，%(incoming)s尚未签字；工单 %(incidents)s 件仍由%(outgoing)s负责"
    ),
    "roster_gap": gettext_noop("“%(post)s”%(begins)s 至 %(ends)s 无人值班"),
    "swap": gettext_noop("%(by)s请您接替“%(post)s”%(begins)s 至 %(ends)s 的班次（%(why)s）"),
    "swap_agreed": gettext_noop("%(by)s同意接替您在“%(post)s”%(begins)s 至 %(ends)s 的班次"),
    "swap_refused": gettext_noop("%(by)s不同意接替您在“%(post)s”%(begins)s 至 %(ends)s 的班次"),
    "loudspeaker_down": gettext_noop("%(owner)s“%(name)s”喇叭呼叫失败（%(why)s）"),
    "duty": gettext_noop("您替%(of)s在“%(post)s”值班：%(begins)s 至 %(ends)s"),
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
    no = str(facts.get("no", ""))
    link = _link(notice)
    with override(language):
        happened = _happened(notice)
        what = happened or str(facts.get("what") or notice.text)
        since = _clock(facts.get("since_ms")) or notice.created_at.astimezone(LOCAL).strftime("%m-%d %H:%M")
        ask = gettext(ASKS.get(notice.reason, OTHERWISE)) % {"due": _clock(facts.get("due_ms"))}
        mark = gettext("【重发】") if is_repeat else ""
        grade = gettext("【%(grade)s】") % {"grade": gettext(GRADES[notice.grade])} if notice.grade in GRADES else ""
        head = f"{mark}{grade}"
        # What happened has its own times; when the notice was written says nothing more.
        begun = "" if happened else gettext("时间：%(since)s") % {"since": since}
        tail = gettext("，%(ask)s。") if happened else gettext("，%(since)s起，%(ask)s。")
        tail %= {"since": since, "ask": ask}
        body = "\n".join(
            line for line in (
                f"{head}{what}", gettext("工单：%(no)s") % {"no": no} if no else "",
                begun, gettext("要求：%(ask)s") % {"ask": ask}, link,
            ) if line
        )  # fmt: skip
    room = SHORT_MAX[language] - len(head) - len(tail) - (len(link) + 1 if link else 0)
    short = f"{head}{_cut(what, room)}{tail}{' ' + link if link else ''}"
    return Text(title=_cut(f"{head}{what}", TITLE_MAX), short=short, body=body, link=link)


def _happened(notice: Notice) -> str:
    """What happened, in the language in force; empty where the reason has no words of its own, or a fact is missing.

    Facts named ``*_ms`` are instants and are said without that ending.
    """
    said = WHATS.get(notice.reason)
    parts = {name.removesuffix("_ms"): _clock(v) if name.endswith("_ms") else v for name, v in notice.facts.items()}
    try:
        return gettext(said) % parts if said else ""
    except KeyError:  # written by an older version
        return ""


def _link(notice: Notice) -> str:
    base = settings().public_url.rstrip("/")
    return f"{base}{path_of(notice)}" if base else ""


def path_of(notice: Notice) -> str:
    """Page of the console that shows what a notice tells of; empty where there is none."""
    return f"/incidents/{notice.incident_id}" if notice.incident_id else str(notice.facts.get("path", ""))


def _clock(ms: object) -> str:
    if not isinstance(ms, int):
        return ""
    at: datetime = from_ms(ms).astimezone(LOCAL)
    return at.strftime("%m-%d %H:%M")


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"
