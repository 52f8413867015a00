"""Endpoints of the sites app, one module per subject."""

from ninja import Router

from anlan.records.sites.api import enterprises, gateways, group_rules, people, points, scenes, tables, unknown_sources

router = Router()
for part in (enterprises, people, gateways, points, group_rules, scenes, unknown_sources, tables):
    router.add_router("", part.router)
