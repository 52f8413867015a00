"""Formulas and bulletins in the back office: to look at. They are made and published on their pages."""

from django.contrib import admin

from anlan.records.audit.admin_base import ReadOnlyAdmin
from anlan.records.figures.models import Bulletin, FormulaVersion


@admin.register(FormulaVersion)
class FormulaVersionAdmin(ReadOnlyAdmin):
    """Versions."""

    list_display = ("index", "number", "title", "made_by", "published_by", "published_at")


@admin.register(Bulletin)
class BulletinAdmin(ReadOnlyAdmin):
    """Bulletins."""

    list_display = ("title", "kind", "made_at", "made_by")
