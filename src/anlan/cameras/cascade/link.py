"""The way to one platform above: its address, our login, and what is said to it."""

import asyncio
import secrets
from typing import Protocol

from anlan.bus.messages import SuperiorConfig
from anlan.cameras.gb28181.exchange import Exchange, NoAnswer
from anlan.cameras.gb28181.flow import Flow
from anlan.domain.clock import Clock
from anlan.kit.field_network import Forbidden, address_to_call
from anlan.kit.http_digest import authorization
from anlan.kit.sealing import NotOurs, unseal
from anlan.kit.settings import Settings
from anlan.kit.sip.local_address import towards
from anlan.kit.sip.message import Headers, Request, Response, parameter

XML: Headers = (("content-type", "Application/MANSCDP+xml"),)
#: A registration is asked for, challenged, and asked for again; once more when the challenge was stale meanwhile.
TRIES = 3
CONNECT_WITHIN_S = 5.0


class Ways(Protocol):
    """The two sockets of GB/T 28181."""

    def flow(self, host: str, port: int) -> Flow | None:
        """Datagrams to an address; None while nothing listens."""
        ...

    async def connect(self, host: str, port: int) -> Flow:
        """A connection of ours; what arrives on it is handled like on any other.

        Raises:
            OSError: there is none.
        """
        ...


class TurnedAway(Exception):
    """The platform above said no; ``status`` says how."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why[:120])
        self.status = status


class Link:
    """One platform above. ``hosts``: the only addresses it may speak from; known after it was looked up."""

    def __init__(self, config: SuperiorConfig, settings: Settings, clock: Clock, ways: Ways) -> None:
        self.config, self._settings, self._ways = config, settings, ways
        self.exchange = Exchange(config.own_code, config.domain, clock)
        self.hosts: frozenset[str] = frozenset()
        self.flow: Flow | None = None
        self._call_id = secrets.token_hex(12)
        self._sn = 0

    @property
    def here(self) -> str:
        """Our host as the platform above reaches it."""
        return self._settings.gb28181_address or towards(next(iter(self.hosts), "127.0.0.1"))

    @property
    def at(self) -> str:
        """Our host and port."""
        return f"{self.here}:{self._settings.gb28181_port}"

    @property
    def contact(self) -> tuple[str, str]:
        """The header that says where we are reached."""
        return "contact", f"<sip:{self.config.own_code}@{self.at}>"

    def next_sn(self) -> int:
        """Serial number of the next thing we say."""
        self._sn = self._sn % 999_999 + 1
        return self._sn

    async def register(self, expires_s: int) -> int:
        """Register, or with 0 end it; the seconds that were granted.

        Raises:
            NoAnswer: nobody answered, or its address must not be called. TurnedAway: it said no.
        """
        flow, login, response = await self._reached(), "", None
        for _ in range(TRIES):
            response = await self.exchange.ask(flow, self._registration(flow, expires_s, login))
            if response.status not in (401, 407):
                break
            if login and "stale=true" not in response.get("www-authenticate").replace('"', "").lower():
                raise TurnedAway(response.status, "the platform above does not accept our user name and password")
            login = self._login(response, flow)
        assert response is not None
        if response.status >= 300:
            raise TurnedAway(response.status, f"the platform above refused: {response.status} {response.phrase}")
        return _granted(response, expires_s)

    async def tell(self, body: bytes, method: str = "MESSAGE", headers: Headers = XML) -> Response:
        """Say something outside of a dialogue; its final answer, whatever it is.

        Raises:
            NoAnswer: there was none.
        """
        flow = await self._reached()
        request = self.exchange.request(
            flow, method, self.config.code, self.at, headers=(*headers, self.contact), body=body
        )
        return await self.exchange.ask(flow, request)

    def _registration(self, flow: Flow, expires_s: int, login: str) -> Request:
        own = f"<sip:{self.config.own_code}@{self.config.domain}>"
        headers: Headers = (self.contact, ("expires", str(expires_s)), *([("authorization", login)] if login else []))
        return self.exchange.request(
            flow, "REGISTER", self.config.code, self.at, headers=headers, call_id=f"{self._call_id}@{self.here}",
            to=own, uri=self._uri,
        )  # fmt: skip

    @property
    def _uri(self) -> str:
        return f"sip:{self.config.code}@{self.config.domain}"

    def _login(self, response: Response, flow: Flow) -> str:
        """The answer to a challenge; the stronger one where there are two.

        Raises:
            TurnedAway: it asks for something we cannot give.
        """
        name = "www-authenticate" if response.status == 401 else "proxy-authenticate"
        asked = sorted(response.all(name), key=lambda line: "sha-256" not in line.lower())
        user = self.config.user_name or self.config.own_code
        answers = (authorization(line, "REGISTER", self._uri, user, self._password()) for line in asked)
        login = next((answer for answer in answers if answer), None)
        if login is None:
            raise TurnedAway(response.status, "the platform above asks for a login that is not known here")
        return login

    def _password(self) -> str:
        try:
            return unseal(self.config.sealed_password, self._settings) if self.config.sealed_password else ""
        except NotOurs as error:
            raise TurnedAway(401, str(error)) from None

    async def _reached(self) -> Flow:
        """The way there; a name is looked up whenever there is none.

        Raises:
            NoAnswer: there is none.
        """
        if self.flow is not None and self.flow.is_open:
            return self.flow
        config = self.config
        try:
            host = await asyncio.to_thread(address_to_call, config.host, self._settings.field_hosts)
            self.hosts = frozenset({host})
            if config.over == "TCP":
                async with asyncio.timeout(CONNECT_WITHIN_S):
                    self.flow = await self._ways.connect(host, config.port)
            else:
                self.flow = self._ways.flow(host, config.port)
        except Forbidden as error:
            raise NoAnswer(str(error)) from None
        except (OSError, TimeoutError) as error:
            raise NoAnswer(f"{config.host}:{config.port} is not reached: {_reason(error)}") from None
        if self.flow is None:
            raise NoAnswer("GB/T 28181 does not listen")
        return self.flow

    def forget_way(self) -> None:
        """Look its name up again: whoever answered under it does not any more."""
        self.flow = None


def _granted(response: Response, asked_s: int) -> int:
    """Seconds; what is nonsense is taken for what was asked."""
    said = parameter(response.get("contact"), "expires") or response.get("expires")
    seconds = int(said[:9]) if said.isascii() and said.isdigit() else asked_s
    return seconds if 0 < seconds <= max(asked_s, 86_400) else asked_s


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or type(error).__name__
