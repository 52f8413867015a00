"""County and towns in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from anlan.records.audit.admin_base import AuditedAdmin
from anlan.records.places.models import County, Town


@admin.register(Town)
class TownAdmin(AuditedAdmin):
    """Positions are corrected here when surveyed ones arrive."""

    list_display = ("code", "name", "kind", "lon", "lat", "confidence")
    list_filter = ("kind", "confidence")
    search_fields = ("code", "name")


@admin.register(County)
class CountyAdmin(AuditedAdmin):
    """There is one, and there stays one."""

    list_display = ("code", "name", "lon", "lat")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False
