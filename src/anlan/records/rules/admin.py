"""Rule versions in the back office: to look at. They are drafted and published on the rules page."""

from django.contrib import admin

from anlan.records.audit.admin_base import ReadOnlyAdmin
from anlan.records.rules.models import RuleTrial, RuleVersion


@admin.register(RuleVersion)
class RuleVersionAdmin(ReadOnlyAdmin):
    """Versions."""

    list_display = ("target", "number", "title", "state", "made_by", "published_by", "published_at")
    search_fields = ("target", "title")


@admin.register(RuleTrial)
class RuleTrialAdmin(ReadOnlyAdmin):
    """Trials."""

    list_display = ("version", "days", "state", "asked_by", "asked_at", "ended_at")
