"""Policy versions in the back office: to look at. They are drafted and published on the policy page."""

from django.contrib import admin

from anlan.records.audit.admin_base import AuditedAdmin, ReadOnlyAdmin
from anlan.records.dispatch.models import PolicyVersion, Team


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyAdmin):
    """Versions."""

    list_display = ("number", "title", "state", "made_by", "published_by", "in_force_from")


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    """Teams that rules may name."""

    list_display = ("name",)
