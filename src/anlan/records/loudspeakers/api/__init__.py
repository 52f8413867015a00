"""Loudspeakers over HTTP."""

from ninja import Router

from anlan.records.loudspeakers.api import equipment, speaking

router = Router(tags=["loudspeakers"])
router.add_router("", equipment.router)
router.add_router("", speaking.router)
