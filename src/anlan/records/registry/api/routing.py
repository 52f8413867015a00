"""The one router of the registers: paths that several modules serve must meet in one place."""

from ninja import Router

router = Router(tags=["registers"])
