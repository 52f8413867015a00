"""What the platform asks of a device with MESSAGE and SUBSCRIBE, and the answers that come as MESSAGEs of their own."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from xml.etree.ElementTree import Element

from anlan.cameras.gb28181 import manscdp
from anlan.cameras.gb28181.devices import Device
from anlan.cameras.gb28181.exchange import Exchange, NoAnswer
from anlan.cameras.gb28181.manscdp import Said
from anlan.kit.sip.local_address import towards
from anlan.kit.sip.message import Headers, Response

XML: Headers = (("content-type", "Application/MANSCDP+xml"),)
#: The answer to a question comes as a MESSAGE of its own, after the "200 OK".
TOLD_WITHIN_S = 8.0
#: Questions that wait at once; more are refused.
MOST_WAITING = 256
#: Parts of an answer that wait to be read; what comes beyond is left out.
MOST_PARTS = 1_024
SUBSCRIBED_S = 3600


class Questions:
    """Asks devices. ``port``: our own; ``address``: our own as devices reach it, empty to find it out."""

    def __init__(self, exchange: Exchange, address: str, port: int) -> None:
        self._exchange, self._address, self._port = exchange, address, port
        self._waiting: dict[tuple[str, str, str], asyncio.Future[Said]] = {}
        self._parts: dict[tuple[str, str, str], asyncio.Queue[Said]] = {}
        self._sn = secrets.randbelow(90_000) + 1

    def here(self, device: Device) -> str:
        """Our host as this device reaches it."""
        return self._address or towards(device.host)

    def next_sn(self) -> int:
        """Serial number of the next question."""
        self._sn = self._sn % 999_999 + 1
        return self._sn

    async def send(self, device: Device, body: bytes, method: str = "MESSAGE", headers: Headers = XML) -> Response:
        """Send a body; the device's answer to the message itself.

        Raises:
            NoAnswer: none came, or it was a refusal.
        """
        flow = device.flow
        if flow is None:
            raise NoAnswer("this device is not registered")
        here = f"{self.here(device)}:{self._port}"
        contact = ("contact", f"<sip:{self._exchange.own_id}@{here}>")
        request = self._exchange.request(flow, method, device.id, here, headers=(*headers, contact), body=body)
        response = await self._exchange.ask(flow, request)
        if response.status >= 300:
            raise NoAnswer(f"the device refused {method}: {response.status} {response.phrase}"[:120])
        return response

    async def ask(self, device: Device, command: str, about: str = "") -> Element:
        """A question and the answer to it.

        Raises:
            NoAnswer: none came.
        """
        about, sn = about or device.id, self.next_sn()
        key = (device.id, command, str(sn))
        if len(self._waiting) >= MOST_WAITING:
            raise NoAnswer("too many questions wait for answers already")
        self._waiting[key] = asyncio.get_running_loop().create_future()
        try:
            await self.send(device, manscdp.body("Query", command, sn, about))
            async with asyncio.timeout(TOLD_WITHIN_S):
                return (await self._waiting[key]).element
        except TimeoutError:
            raise NoAnswer(f"the device did not answer {command}") from None
        finally:
            del self._waiting[key]

    async def parts(
        self, device: Device, command: str, about: str, inner: str, *, silent_s: float, whole_s: float
    ) -> AsyncIterator[Said]:
        """A question whose answer comes in many messages: each of them, until nothing came for ``silent_s``, or all
        of it took ``whole_s``. ``inner`` is XML of the question.

        Raises:
            NoAnswer: not one came.
        """
        sn = self.next_sn()
        key = (device.id, command, str(sn))
        if len(self._parts) >= MOST_WAITING:
            raise NoAnswer("too many questions wait for answers already")
        told = self._parts[key] = asyncio.Queue(MOST_PARTS)
        loop = asyncio.get_running_loop()
        until_s, wait_s = loop.time() + whole_s, TOLD_WITHIN_S
        try:
            await self.send(device, manscdp.body("Query", command, sn, about, inner))
            while (left_s := until_s - loop.time()) > 0:
                async with asyncio.timeout(min(wait_s, left_s)):
                    said = await told.get()
                yield said
                wait_s = silent_s
        except TimeoutError:
            if wait_s == TOLD_WITHIN_S:
                raise NoAnswer(f"the device did not answer {command}") from None
        finally:
            del self._parts[key]

    def hear(self, device: Device, said: Said) -> None:
        """An answer; one that nobody waits for is left."""
        parts = self._parts.get((device.id, said.command, said.sn))
        if parts is not None and not parts.full():
            parts.put_nowait(said)
        waiting = self._waiting.get((device.id, said.command, said.sn))
        if waiting is not None and not waiting.done():
            waiting.set_result(said)

    async def catalogue(self, device: Device, now_ms: int) -> None:
        """Ask for all channels; they come in their own time.

        Raises:
            NoAnswer: the device does not take the question.
        """
        sn = self.next_sn()
        device.catalogue.ask(str(sn), now_ms)
        await self.send(device, manscdp.body("Query", "Catalog", sn, device.id))

    async def subscribe(self, device: Device) -> None:
        """Ask to be told of changes of the catalogue.

        Raises:
            NoAnswer: the device does not do that.
        """
        wanted: Headers = (*XML, ("event", f"Catalog;id={self._sn}"), ("expires", str(SUBSCRIBED_S)))
        body = manscdp.body("Query", "Catalog", self.next_sn(), device.id)
        await self.send(device, body, "SUBSCRIBE", wanted)

    async def facts(self, device: Device) -> dict[str, str]:
        """Manufacturer, model, firmware and whether the device thinks itself well.

        Raises:
            NoAnswer: it does not say.
        """
        info = await self.ask(device, "DeviceInfo")
        names = ("Manufacturer", "Model", "Firmware", "DeviceName", "Channel")
        found = {name.lower(): manscdp.text(info, name, 64) for name in names}
        try:
            status = await self.ask(device, "DeviceStatus")
            found |= {name.lower(): manscdp.text(status, name, 32) for name in ("Online", "Status", "DeviceTime")}
        except NoAnswer:
            pass  # some devices only know DeviceInfo
        return {name: value for name, value in found.items() if value}
