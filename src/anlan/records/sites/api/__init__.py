"""Endpoints of the sites app, one module per subject."""

from ninja import Router

from anlan.records.sites.api import enterprises, gateways, people, points, tables, unknown_sources

router = Router()
for part in (enterprises, people, gateways, points, unknown_sources, tables):
    router.add_router("", part.router)
