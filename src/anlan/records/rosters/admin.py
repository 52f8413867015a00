"""Rosters in the back office."""

from django.contrib import admin

from anlan.records.audit.admin_base import AuditedAdmin, ReadOnlyAdmin
from anlan.records.rosters.models import Handover, Post, Shift


@admin.register(Post)
class PostAdmin(AuditedAdmin):
    """Posts: rename one, change its leader, or put it out of use."""

    list_display = ("name", "role", "town", "enterprise", "leader", "is_active")
    exclude = ("looked_at",)


@admin.register(Shift, Handover)
class RosterAdmin(ReadOnlyAdmin):
    """Shifts and hand-overs to look at; they are changed on the roster page."""
