"""One port for everything a browser needs: push (Starlette) in front, Django behind."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from typing import cast

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from anlan.bus.client import Bus
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.kit import logs
from anlan.kit.canary_secret import canary_secret
from anlan.kit.settings import settings
from anlan.records.core.language import count_in
from anlan.web import latest, live
from anlan.web.django_asgi import application as django_application
from anlan.web.metrics import MetricsApp
from anlan.web.push.app import PushApp
from anlan.web.push.hub import Hub
from anlan.web.viewers import viewer_of_session


@contextlib.asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Connect to the bus, start the hub, beat."""
    logs.configure("web")
    bus = await Bus.connect("web", settings())
    hub = Hub(bus)
    await hub.start()
    live.adopt(hub, asyncio.get_running_loop())
    latest.offer()
    service = Service("web", bus, settings(), SystemClock())
    count_in(service.facts)
    beating = asyncio.create_task(service.beat())
    yield
    service.stop.set()
    beating.cancel()
    await hub.stop()
    await bus.close()


push = PushApp(
    live.hub,
    viewer_of_session,
    os.environ.get("ANLAN_SESSION_COOKIE", "sessionid"),
    canary_secret(settings()) if settings().canary else "",
)

app = Starlette(
    routes=[
        Route("/events", push.events),
        Route("/healthz", push.healthz),
        Route("/metrics", MetricsApp(live.hub, settings()).metrics),
        Mount("/", cast(ASGIApp, django_application)),
    ],
    lifespan=lifespan,
)
