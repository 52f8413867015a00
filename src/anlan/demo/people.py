"""Virtual people: they sign in, see what the API shows them, and do what it allows them to do.

They know no workflow. Each asks for its work orders, takes the first step that the API offers to it and that its post
would take, and fills in what that step needs. So a wrong permission or a missing step shows as a work order that
nobody closes.
"""

import asyncio
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.demo import photo
from anlan.demo.api import ApiError, Session
from anlan.domain.clock import Clock
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: What a post does of itself, in this order. Nobody reports a false alarm on a whim.
HANDLER = ("accept", "start", "feedback")
WATCHER = ("dispatch", "verify")

_ENDED = {"closed", "false_alarm"}

#: What is left to visitors and not ended by them is taken up after this: a county that runs overnight stays in order.
LEFT_S = 900.0


@dataclass(slots=True)
class Tally:
    """What was done, and what was refused (each refusal once)."""

    actions: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    refused: dict[str, int] = field(default_factory=dict)

    def did(self, action: str) -> None:
        """Count one step."""
        self.actions[action] = self.actions.get(action, 0) + 1

    def was_refused(self, action: str, error: ApiError) -> None:
        """Count one refusal; the first of its kind is logged."""
        text = f"{action}: {error}"
        if text not in self.refused:
            log.warning("a virtual person was refused", action=action, error=str(error))
        self.refused[text] = self.refused.get(text, 0) + 1


class Person:
    """One account at work.

    ``steps`` is what its post does; ``leaves`` is the share of work orders that is left to visitors for ``LEFT_S``.
    """

    def __init__(
        self,
        session: Session,
        steps: tuple[str, ...],
        clock: Clock,
        tally: Tally,
        *,
        acknowledges: bool = False,
        leaves: float = 0.0,
    ) -> None:
        self.session = session
        self.steps = steps
        self.clock = clock
        self.tally = tally
        self.acknowledges = acknowledges
        self.leaves = leaves

    async def work(self, every_s: float) -> None:
        """Look and act, again and again, until cancelled."""
        while True:
            try:
                await self.round()
            except ApiError as error:
                self.tally.was_refused("look", error)
            await asyncio.sleep(every_s)

    async def round(self) -> int:
        """One look at everything: at most one step on each work order; returns how many steps were taken."""
        taken = 0
        if self.acknowledges:
            await self._acknowledge()
        for incident in await self.session.get_all("/api/incidents", state="open"):
            if not self._is_left(str(incident["id"]), incident["opened_at"]):
                taken += await self._step(incident)
        return taken

    def _is_left(self, key: str, since: str) -> bool:
        """Whether this is a visitor's: always the same ones, until they have stood for too long."""
        is_theirs = hashlib.sha256(key.encode()).digest()[0] / 256 < self.leaves
        return is_theirs and (self.clock.now() - datetime.fromisoformat(since)).total_seconds() < LEFT_S

    async def _acknowledge(self) -> None:
        alarms = await self.session.get_all("/api/alarms", state="unacked")
        ids = [
            alarm["id"]
            for alarm in alarms
            if not self._is_left(str(alarm.get("incident_id") or alarm["id"]), alarm["raised_at"])
        ]
        if not ids:
            return
        try:
            await self.session.post("/api/alarms/acknowledge", {"ids": ids[:100], "comment": "已知悉，正在核实。"})
            self.tally.acknowledged += len(ids[:100])
        except ApiError as error:
            self.tally.was_refused("acknowledge", error)

    async def _step(self, incident: dict[str, Any]) -> int:
        offered = {a["action"]: a for a in incident.get("allowed_actions", []) if not a.get("why_not")}
        if incident["state"] != "open":
            offered.pop("dispatch", None)  # somebody is charged already: sending it round again helps nobody
        action = next((step for step in self.steps if step in offered), None)
        if action is None or (action == "verify" and _is_still_burning(incident)):
            return 0
        try:
            body = await self._fill_in(incident, action)
            await self.session.post(f"/api/incidents/{incident['id']}/actions/{action}", body)
        except ApiError as error:
            # 409: somebody else was quicker, which is how it should be.
            if error.status != 409:
                self.tally.was_refused(action, error)
            return 0
        self.tally.did(action)
        return 1

    async def _fill_in(self, incident: dict[str, Any], action: str) -> dict[str, Any]:
        if action == "dispatch":
            return {"to_user_id": await self._assignee(incident), "comment": "请立即到现场核实处置。"}
        if action == "feedback":
            return await self._feedback(incident)
        texts = {
            "accept": "收到，马上到现场。",
            "start": "已到现场，开始处置。",
            "verify": "现场复核，情况属实，同意闭环。",
        }
        return {"comment": texts.get(action, "")}

    async def _assignee(self, incident: dict[str, Any]) -> int:
        people = await self.session.get("/api/people", enterprise=incident["enterprise"]["id"], can="dispatch_to")
        people = people["items"] if isinstance(people, dict) else people
        managers = [p for p in people if p["role"] == "enterprise_manager"]
        chosen = (managers or people)[:1]
        if not chosen:
            raise ApiError(0, "nobody", f"nobody to dispatch {incident['no']} to")
        return int(chosen[0]["id"])

    async def _feedback(self, incident: dict[str, Any]) -> dict[str, Any]:
        detail = await self.session.get(f"/api/incidents/{incident['id']}")
        measures = [
            step["text"]
            for card in detail.get("measures", [])
            for step in card.get("steps", [])
            if not step.get("is_avoid")
        ]
        stamp = f"{self.clock.now():%Y-%m-%d %H:%M:%S} UTC"
        kind = " ".join(str(alarm.get("kind", alarm.get("title", ""))) for alarm in detail.get("alarms", []))
        picture = photo.draw(str(detail["no"]), stamp, kind)
        attachment = await self.session.upload(
            "/api/attachments",
            "evidence.jpg",
            picture,
            "image/jpeg",
            caption="处置后现场（演示绘图）",
        )
        return {
            "comment": "已按处置卡逐项落实，现场恢复正常。",
            "measures_done": measures,
            "attachment_ids": [attachment["id"]],
        }


def _is_still_burning(incident: dict[str, Any]) -> bool:
    return any(alarm.get("is_active") for alarm in incident.get("alarms", []))


def is_ended(incident: dict[str, Any]) -> bool:
    """True when a work order is closed or was found to be a false alarm."""
    return incident["state"] in _ENDED
