"""The watcher's own way to people: the channel plug-ins, with settings from its own file."""

import hashlib

from anlan.kit.logs import get_logger
from anlan.records.notices.channels.catalogue import class_of, kinds
from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Outgoing
from anlan.web.deadman.plan import Plan, Tell

log = get_logger(__name__)


def tell_all(plan: Plan, text: str, is_well: bool, at_ms: int) -> int:
    """Tell everybody of the plan; returns how many messages were taken. Never raises."""
    taken = 0
    for tell in plan.tell:
        for to in tell.to:
            outcome = _tell(plan, tell, to, text, is_well, at_ms)
            taken += outcome.result == Result.SENT
            if outcome.result != Result.SENT:
                log.error("watcher could not tell", kind=tell.kind, result=outcome.result.value, why=outcome.why)
    return taken


def _tell(plan: Plan, tell: Tell, to: str, text: str, is_well: bool, at_ms: int) -> Outcome:
    title = f"【{plan.name}】" + ("平台已恢复" if is_well else "平台故障")
    key = hashlib.sha256(f"{text}|{tell.kind}|{to}|{at_ms}".encode()).hexdigest()[:32]
    grade = "blue" if is_well else "red"
    message = Message(
        key=key, title=title, short=f"{title}：{text}"[:134], body=f"{title}\n{text}", grade=grade, at_ms=at_ms
    )
    try:
        channel = class_of(tell.kind)(tell.config, Outgoing(plan.private_hosts, timeout_s=5.0))
        return channel.send(message, Address(kinds()[tell.kind].address, to))
    except Exception as error:  # whatever a plug-in does, the others are still told
        return Outcome(Result.UNCERTAIN, why=type(error).__name__)
