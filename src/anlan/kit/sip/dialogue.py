"""What the caller's side of one dialogue says: INVITE, ACK, CANCEL, BYE, OPTIONS, with what ties them together."""

import secrets
from dataclasses import dataclass, field

from anlan.kit.http_digest import authorization
from anlan.kit.sip import message
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.message import Headers, Request, Response

#: Where the answer to a challenge goes, by its status.
_LOGIN = {401: ("www-authenticate", "authorization"), 407: ("proxy-authenticate", "proxy-authorization")}
ALLOWED = "INVITE, ACK, BYE, CANCEL, OPTIONS"


@dataclass(frozen=True, slots=True)
class Login:
    """Who we are at the endpoint or its exchange; ``user`` is also our number there."""

    user: str
    password: str = field(repr=False)


class Dialogue:
    """Made for one call; ``here`` is our host:port."""

    def __init__(self, to: SipAddress, here: str, login: Login | None) -> None:
        self._to, self._here, self._login = to, here, login
        name = login.user if login else "anlan"
        self._from = f"<sip:{name}@{to.host}>;tag={secrets.token_hex(6)}"
        self.call_id = f"{secrets.token_hex(12)}@{here.rpartition(':')[0]}"
        self._number = secrets.randbelow(1_000)

    def opening(self, method: str, body: bytes = b"", login: Headers = ()) -> Request:
        """A request that begins something: INVITE or OPTIONS."""
        self._number += 1
        more: Headers = (("contact", f"<sip:anlan@{self._here}>"), ("allow", ALLOWED), *login)
        if body:
            # Telephones that do not answer by themselves are asked to.
            auto = f"<sip:{self._to.host}>;answer-after=0"
            more = (*more, ("call-info", auto), ("content-type", "application/sdp"))
        return self._request(method, str(self._to), f"<{self._to}>", more, body)

    def login_for(self, challenge: Response, method: str) -> Headers:
        """The header that answers a challenge; empty when there is no login or no digest we know."""
        asks, answers = _LOGIN[challenge.status]
        if self._login is None:
            return ()
        for asked in challenge.all(asks):
            try:
                proof = authorization(asked[:2048], method, str(self._to), self._login.user, self._login.password)
            except (ValueError, IndexError):  # a challenge that is none
                continue
            if proof is not None:
                return ((answers, proof),)
        return ()

    def ack_of_refusal(self, invite: Request, refusal: Response) -> Request:
        """It belongs to the transaction of its INVITE."""
        return self._along(invite, "ACK", refusal.get("to"))

    def cancel(self, invite: Request) -> Request:
        """Takes an INVITE back that rings."""
        return self._along(invite, "CANCEL", invite.get("to"))

    def within(self, method: str, answer: Response) -> Request:
        """ACK or BYE: to whom the answer says, by the way it came (Record-Route, reversed)."""
        if method != "ACK":
            self._number += 1
        target = message.uri_of(answer.get("contact")) or str(self._to)
        ways = [one.strip() for line in answer.all("record-route") for one in line.split(",")]
        route: Headers = tuple(("route", way) for way in reversed(ways))
        return self._request(method, target, answer.get("to"), route)

    def _along(self, invite: Request, method: str, to: str) -> Request:
        number, _ = invite.cseq
        kept = [pair for pair in invite.headers if pair[0] in ("via", "from", "call-id", "max-forwards", "route")]
        return Request((*kept, ("to", to), ("cseq", f"{number} {method}")), method=method, uri=invite.uri)

    def _request(self, method: str, uri: str, to: str, more: Headers, body: bytes = b"") -> Request:
        lines = (
            ("via", f"SIP/2.0/UDP {self._here};rport;branch=z9hG4bK{secrets.token_hex(10)}"),
            ("from", self._from),
            ("to", to),
            ("call-id", self.call_id),
            ("cseq", f"{self._number} {method}"),
            ("max-forwards", "70"),
            ("user-agent", "Anlan"),
            *more,
        )
        return Request(lines, body=body, method=method, uri=uri)
