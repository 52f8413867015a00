"""Endpoints of the notices app, one module per reader."""

from ninja import Router

from anlan.records.notices.api import administrator, own, providers

router = Router(tags=["notices"])
for part in (own, administrator, providers):
    router.add_router("", part.router)
