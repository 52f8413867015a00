"""The duty log of the work orders, for the life of alarms."""

from tests.acceptance.incidents.conftest import log

__all__ = ["log"]
