"""Back-office pages whose every write is in the audit trail."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest

from anlan.records.audit.services import audit_write

#: Never shown, not even as old and new.
SECRET_FIELDS = frozenset({"password", "secret_hash"})


class AuditedAdmin(admin.ModelAdmin):
    """Writes one audit entry per saved or deleted record; Django's admin views are already one transaction each."""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:
        """Save, and note old and new of what differs."""
        super().save_model(request, obj, form, change)
        own = {field.name for field in obj._meta.get_fields()}
        changes = {name: _pair(form, name) for name in form.changed_data if name in form.cleaned_data and name in own}
        verb = "changed" if change else "created"
        audit_write(
            actor=request.user,
            action=f"{obj._meta.model_name}.{verb}",
            target=obj,
            changes=changes,
            reason=form.cleaned_data.get("reason") or "后台维护",
            request=request,
        )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Note what is deleted, then delete it."""
        audit_write(
            actor=request.user,
            action=f"{obj._meta.model_name}.deleted",
            target=obj,
            reason="后台维护",
            request=request,
        )
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        """One by one, so that each has its entry."""
        for obj in queryset:
            self.delete_model(request, obj)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Pages to look at only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


def _pair(form: ModelForm, name: str) -> list[Any]:
    if name in SECRET_FIELDS or name.startswith("password"):
        return ["***", "***"]
    new = form.cleaned_data[name]
    return [_plain(form.initial.get(name)), _plain(new)]


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    return str(value) if isinstance(value, models.QuerySet) else value
