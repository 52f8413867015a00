"""The classes are edited here; what they were used for is history."""

from django.contrib import admin
from django.http import HttpRequest

from anlan.records.audit.admin_base import AuditedAdmin
from anlan.records.closing.models import ClosingClass


@admin.register(ClosingClass)
class ClosingClassAdmin(AuditedAdmin):
    """Add, rename, order and withdraw; never delete."""

    list_display = ("code", "kind", "name", "source", "is_in_use", "rank")
    list_filter = ("kind", "is_in_use")
    search_fields = ("code", "name")

    def has_delete_permission(self, request: HttpRequest, obj: ClosingClass | None = None) -> bool:
        """Closed work orders point at classes."""
        return False
