"""Users in the back office."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from anlan.records.accounts.models import User
from anlan.records.accounts.services import require_jurisdiction
from anlan.records.audit.admin_base import AuditedAdmin
from anlan.records.core.errors import Invalid

admin.site.unregister(Group)  # roles are declared in code, groups would be a second truth


class _Jurisdiction:
    """A role without its enterprise, town or field would see nothing: say so in the form."""

    def clean(self) -> Any:
        """Check the role together with what it needs."""
        cleaned = super().clean()  # type: ignore[misc]
        trial = User(**{name: self.cleaned_data.get(name) for name in ("role", "field")})  # type: ignore[attr-defined]
        trial.enterprise, trial.town = cleaned.get("enterprise"), cleaned.get("town")
        try:
            require_jurisdiction(trial)
        except Invalid as error:
            for name, text in error.fields.items():
                self.add_error(name.removesuffix("_id"), text)  # type: ignore[attr-defined]
        return cleaned


class UserForm(_Jurisdiction, UserChangeForm):
    """An existing user."""


class NewUserForm(_Jurisdiction, UserCreationForm):
    """A new user."""


@admin.register(User)
class UserAdmin(AuditedAdmin, DjangoUserAdmin):
    """People, their role and how far they see."""

    form, add_form = UserForm, NewUserForm
    list_display = ("username", "name", "role", "enterprise", "town", "field", "is_on_duty", "is_active")
    list_filter = ("role", "is_on_duty", "is_active", "town")
    search_fields = ("username", "name")
    autocomplete_fields = ("enterprise", "town")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    _WHO = ("name", "phone", "role", "enterprise", "town", "grid", "field", "is_on_duty", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("身份与管辖范围", {"fields": _WHO}),
        ("记录", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "password1", "password2", *_WHO)}),)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are disabled, not deleted: their acts stay on record."""
        return False
