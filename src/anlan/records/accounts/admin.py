"""Users in the back office."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import UserChangeForm, UserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.records.accounts.factors import factors_reset
from anlan.records.accounts.models import ApiToken, User
from anlan.records.accounts.services import require_jurisdiction
from anlan.records.accounts.sessions import forget
from anlan.records.accounts.tokens import token_revoke
from anlan.records.audit.admin_base import AuditedAdmin, ReadOnlyAdmin
from anlan.records.audit.services import audit_write
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
    readonly_fields = ("last_login", "date_joined", "must_change_password")
    actions = ("reset_factors",)
    _WHO = ("name", "phone", "role", "enterprise", "town", "grid", "field", "sso_id", "is_on_duty", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("身份与管辖范围", {"fields": _WHO}),
        ("记录", {"fields": ("last_login", "date_joined", "must_change_password")}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("username", "password1", "password2", *_WHO)}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Whoever is given a password by somebody else must change it first."""
        if not change:
            obj.must_change_password = True
        obj.sso_id = obj.sso_id or None
        super().save_model(request, obj, form, change)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """A password set here is an initial one: audited, every session ended, to be changed by its owner."""
        with transaction.atomic():
            answer = super().user_change_password(request, id, form_url)
            if request.method == "POST" and answer.status_code == 302:
                user = User.objects.get(pk=id)
                user.must_change_password = True
                user.save(update_fields=["must_change_password"])
                forget(user)
                audit_write(
                    actor=request.user,
                    action="user.password_reset",
                    target=user,
                    reason="后台维护",
                    request=request,
                )
            return answer

    @admin.action(description="清除第二验证方式（本人全部丢失时）")
    def reset_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For people who have lost every factor and every recovery code."""
        for user in queryset:
            factors_reset(actor=cast(User, request.user), user=user, reason="后台维护", request=request)
            forget(user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People are disabled, not deleted: their acts stay on record."""
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Tokens of everybody: to see what is out, and to revoke it."""

    list_display = ("prefix", "name", "owner", "expires_at", "last_used_at", "last_used_ip", "revoked_at")
    list_filter = ("revoked_at",)
    search_fields = ("prefix", "name", "owner__username")
    exclude = ("secret_hash",)
    actions = ("revoke",)

    @admin.action(description="吊销")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """At once."""
        for token in queryset:
            token_revoke(actor=cast(User, request.user), token_id=token.pk, request=request, owner=token.owner)
