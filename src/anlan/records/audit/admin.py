"""The audit trail in the back office: to look at only."""

from django.contrib import admin

from anlan.records.audit.admin_base import ReadOnlyAdmin
from anlan.records.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Entries, newest first."""

    list_display = ("seq", "at", "actor_name", "actor_role", "action", "target_type", "target_name", "reason")
    list_filter = ("action",)
    search_fields = ("actor_name", "target_name", "reason")
    show_full_result_count = False
