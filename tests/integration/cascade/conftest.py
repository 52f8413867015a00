"""A platform below on free ports, and Anlan's own receiving side as the platform above it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import pytest_asyncio
from bench.ports import free_port

from anlan.bus.camera_messages import PresetSeen, PtzAnswer, PtzAsk
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.messages import CameraConfig, CatalogueNode, ConfigSnapshot, SharedCamera, SuperiorConfig, from_json
from anlan.cameras.cascade.cascade import Cascade
from anlan.cameras.cascade.turns import Turns
from anlan.cameras.gb28181.station import Station
from anlan.cameras.ring import Ring
from anlan.cameras.tap import Tap
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.integration.gb28181.conftest import Collected, snapshot

OWN, ABOVE, PASSWORD = "33038100002000000007", "33030000002000000001", "geheim-123"
GROUP, TOWN, PLANT = "33038100002150000001", "33038100002160900101", "33038100002160000004"
CHANNEL = "33038100001320000001"
#: Camera ids: one that gives pictures, and one that is gone.
SEEN, GONE = 1, 2


@dataclass
class Cameras:
    """Stands for the fleet."""

    all: dict[int, Any] = field(default_factory=dict)

    def camera(self, camera_id: int) -> Any:
        return self.all.get(camera_id)

    def watching(self, point_id: int) -> Any:
        return next((one for one in self.all.values() if point_id in one.points), None)


def camera(camera_id: int, state: CameraState = CameraState.OK, source: str = "onvif://10.1.1.9") -> Any:
    config = CameraConfig(id=camera_id, source=source, name=f"摄像机{camera_id}")
    return SimpleNamespace(
        config=config, state=state, is_starting=False, points=[], tap=Tap(), ring=Ring(), last_picture_at_ms=0
    )


def shared(number: int, camera_id: int = SEEN, name: str = "一号库房") -> SharedCamera:
    return SharedCamera(camera_id=camera_id, code=f"3303810000132{number:07d}", name=name, parent=PLANT)


def superior(config: Settings, port: int, **more: Any) -> SuperiorConfig:
    settings: dict[str, Any] = {
        "id": 3, "name": "市平台", "code": ABOVE, "domain": ABOVE[:10], "host": "127.0.0.1", "port": port,
        "own_code": OWN, "over": "UDP", "sealed_password": seal(PASSWORD, config), "keepalive_s": 60,
        "nodes": [
            CatalogueNode(code=GROUP, name="瑞安市"), CatalogueNode(code=TOWN, name="示例镇", parent=GROUP),
            CatalogueNode(code=PLANT, name="示例冷链 <一厂> & Co", parent=TOWN),
        ],
        "cameras": [shared(1), shared(2, GONE, "二号库房")],
    }  # fmt: skip
    return SuperiorConfig(**settings | more)


def gb(config: Settings, own_id: str) -> Settings:
    first = min(free_port(), 60_000)
    update = {
        "gb28181_id": own_id, "gb28181_port": free_port(), "gb28181_networks": "127.0.0.0/8",
        "gb28181_media_ports": f"{first}-{first + 40}", "field_hosts": "127.0.0.1",
    }  # fmt: skip
    return config.model_copy(update=update)


class Below:
    """A platform below: its station, its cascade, its cameras, and what its helm was asked for."""

    def __init__(self, config: Settings) -> None:
        self.config, self.cameras = config, Cameras({SEEN: camera(SEEN), GONE: camera(GONE, CameraState.GONE)})
        self.collected = Collected()
        self.turned: list[PtzAsk] = []
        self.station = Station(config, SystemClock(), self.collected)
        self.noted: list[tuple[str, CameraTurned]] = []
        self.notes = Turns(self._note)
        self.cascade = Cascade(
            config, SystemClock(), self.cameras, self.station.listeners, self._turn, self.notes, self.station.refusals,  # type: ignore[arg-type]
        )  # fmt: skip
        self.station.join(self.cascade)
        self._ticking: asyncio.Task[None] | None = None

    async def _turn(self, ask: PtzAsk) -> PtzAnswer:
        self.turned.append(ask)
        return PtzAnswer(
            turns=True, begins=ask.what in ("move", "preset"), presets=(PresetSeen(token="p-7", name="罐区"),)
        )

    async def _note(self, subject: str, payload: bytes, message_id: str) -> None:
        self.noted.append((message_id, from_json(payload, CameraTurned)))

    async def open(self, *superiors: SuperiorConfig) -> None:
        await self.station.open()
        self.lend(*superiors)
        self._ticking = asyncio.create_task(self._tick())

    def lend(self, *superiors: SuperiorConfig) -> None:
        self.cascade.adopt(ConfigSnapshot(version=1, published_at_ms=0, superiors=list(superiors)))

    @property
    def superior(self) -> Any:
        return self.cascade.superiors[0]

    async def _tick(self) -> None:
        while True:
            self.cascade.tick()
            await asyncio.sleep(0.05)

    async def close(self) -> None:
        if self._ticking:
            self._ticking.cancel()
        await self.cascade.close()
        await self.station.close()


@pytest_asyncio.fixture
async def below(test_settings: Settings) -> AsyncIterator[Below]:
    made = Below(gb(test_settings, OWN))
    yield made
    await made.close()


@pytest_asyncio.fixture
async def above(test_settings: Settings, tmp_path: Any) -> AsyncIterator[Station]:
    """The platform above: another Anlan, in which ours is entered as a device."""
    config = gb(test_settings, ABOVE).model_copy(update={"data": tmp_path / "above"})
    made = Station(config, SystemClock(), Collected())
    await made.open()
    made.adopt(snapshot(config, OWN, password=PASSWORD))
    yield made
    await made.close()


@pytest.fixture
def port_of() -> Callable[[Station], int]:
    return lambda station: station._config.gb28181_port
