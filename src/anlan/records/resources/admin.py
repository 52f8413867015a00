"""Resources in the back office."""

from django.contrib import admin

from anlan.records.audit.admin_base import AuditedAdmin
from anlan.records.resources.models import Resource


@admin.register(Resource)
class ResourceAdmin(AuditedAdmin):
    """Kept by whoever keeps the county's master data."""

    list_display = ("name", "kind", "town", "capacity", "unit", "phone", "is_active")
    list_filter = ("kind", "is_active", "town")
    search_fields = ("name", "address")
