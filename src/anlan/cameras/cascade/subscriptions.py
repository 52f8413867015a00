"""Who wants to be told of changes of our catalogue: SUBSCRIBE from above, NOTIFY from here.

A subscription ends when its time does, when the platform above ends it, or when a NOTIFY is answered 481. Bounded:
one platform above may have few; the oldest goes.
"""

import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace

from anlan.bus.messages import SuperiorConfig
from anlan.cameras.cascade import entries
from anlan.cameras.cascade.entries import Entries
from anlan.cameras.cascade.link import XML, Link
from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.flow import Flow
from anlan.domain.clock import Clock
from anlan.kit.sip import message
from anlan.kit.sip.message import Headers, Request, answer

MOST = 4
EXPIRES_DEFAULT_S, EXPIRES_MAX_S = 3_600, 86_400


@dataclass(slots=True)
class Subscription:
    """One dialogue. ``cseq`` counts what we say in it."""

    request: Request
    own_tag: str
    event: str
    sn: int
    until_ms: int
    cseq: int = 0


class Subscriptions:
    """Those of one platform above. ``send``: puts a request into its way and waits for the answer."""

    def __init__(self, config: SuperiorConfig, link: Link, clock: Clock) -> None:
        self._config, self._link, self._clock = config, link, clock
        self._open: OrderedDict[str, Subscription] = OrderedDict()

    @property
    def count(self) -> int:
        """How many are open."""
        return len(self._open)

    def asked(self, request: Request, flow: Flow) -> None:
        """A SUBSCRIBE, new or renewed; 0 seconds end it."""
        event, exchange = request.get("event"), self._link.exchange
        if event.partition(";")[0].strip().lower() not in ("catalog", "presence", ""):
            exchange.reply(request, flow, answer(request, 489, "Bad Event", (("allow-events", "Catalog"),)))
            return
        said = manscdp.parse(request.body) if request.body else None
        if said is not None and said.command != "Catalog":
            exchange.reply(request, flow, answer(request, 489, "Bad Event", (("allow-events", "Catalog"),)))
            return
        expires_s = _expires(request)
        known = self._open.pop(request.call_id, None)
        made = answer(
            request, 200, "OK", (("expires", str(expires_s)), self._link.contact, ("event", event or "Catalog"))
        )
        if expires_s:
            sn = int(said.sn) if said is not None and said.sn.isdecimal() else known.sn if known else 1
            self._open[request.call_id] = Subscription(
                request, message.parameter(made.get("to"), "tag"), event or "Catalog", sn,
                self._clock.now_ms() + expires_s * 1000, known.cseq if known else 0,
            )  # fmt: skip
        while len(self._open) > MOST:
            self._open.popitem(last=False)
        exchange.reply(request, flow, made)

    def close(self) -> None:
        """Forget all: the platform above has to subscribe again after we registered anew elsewhere."""
        self._open.clear()

    def tell(self, shown: Entries, changed: dict[str, str]) -> Iterator[Callable[[], Awaitable[None]]]:
        """What to do so that everybody hears of ``changed`` (channel → event)."""
        self._expire()
        told = [shown.entry(camera, event) for code, event in changed.items() if (camera := shown.camera(code))]
        gone = [f"<Item><DeviceID>{code}</DeviceID><Event>DEL</Event></Item>"
                for code, event in changed.items() if event == "DEL"]  # fmt: skip
        most = entries.UDP_BODY_MAX if self._config.over == "UDP" else entries.TCP_BODY_MAX
        for subscription in list(self._open.values()):
            for part in entries.parts([*told, *gone], most):
                inner = entries.listed(len(told) + len(gone), part)
                body = manscdp.body("Notify", "Catalog", subscription.sn, self._config.own_code, inner)
                yield lambda s=subscription, b=body: self._notify(s, b)  # type: ignore[misc]

    def _expire(self) -> None:
        now_ms = self._clock.now_ms()
        for call_id in [one for one, held in self._open.items() if held.until_ms <= now_ms]:
            del self._open[call_id]

    async def _notify(self, subscription: Subscription, body: bytes) -> None:
        flow = self._link.flow
        if flow is None:
            return
        subscription.cseq += 1
        left_s = max(0, subscription.until_ms - self._clock.now_ms()) // 1000
        headers: Headers = (
            *XML, self._link.contact, ("event", subscription.event), ("subscription-state", f"active;expires={left_s}"),
        )  # fmt: skip
        request = in_dialogue(
            self._link, flow, subscription.request, subscription.own_tag, "NOTIFY", subscription.cseq,
            headers=headers, body=body,
        )  # fmt: skip
        response = await self._link.exchange.ask(flow, request)
        if response.status in (404, 481, 489):
            self._open.pop(subscription.request.call_id, None)


def in_dialogue(
    link: Link, flow: Flow, asked: Request, own_tag: str, method: str, cseq: int, *,
    headers: Headers = (), body: bytes = b"",
) -> Request:  # fmt: skip
    """A request of ours inside a dialogue that the platform above began: its From is our To and the other way round."""
    made = link.exchange.request(
        flow, method, link.config.code, link.at, headers=headers, body=body, call_id=asked.call_id, cseq=cseq,
        to=asked.get("from"), uri=message.uri_of(asked.get("contact")),
    )  # fmt: skip
    ours = asked.get("to").partition(";tag=")[0] + f";tag={own_tag or secrets.token_hex(6)}"
    return replace(made, headers=tuple(("from", ours) if name == "from" else (name, v) for name, v in made.headers))


def _expires(request: Request) -> int:
    said = request.get("expires")
    return min(int(said[:6]), EXPIRES_MAX_S) if said.isascii() and said.isdigit() else EXPIRES_DEFAULT_S
