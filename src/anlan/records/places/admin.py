"""Towns in the back office."""

from django.contrib import admin

from anlan.records.audit.admin_base import AuditedAdmin
from anlan.records.places.models import Town


@admin.register(Town)
class TownAdmin(AuditedAdmin):
    """Positions are corrected here when surveyed ones arrive."""

    list_display = ("code", "name", "kind", "lon", "lat", "confidence")
    list_filter = ("kind", "confidence")
    search_fields = ("code", "name")
