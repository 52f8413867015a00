"""Notes in the back office: to look at."""

from django.contrib import admin

from anlan.records.audit.admin_base import ReadOnlyAdmin
from anlan.records.trends.models import CurveNote


@admin.register(CurveNote)
class CurveNoteAdmin(ReadOnlyAdmin):
    """Notes."""

    list_display = ("point", "at", "text", "by", "made_at", "withdrawn_at")
