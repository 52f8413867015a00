"""Django's admin, for the platform's administrators only, with the same sign-in throttle as the console."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from anlan.records.accounts.auth import unfinished
from anlan.records.accounts.factors import factors_of
from anlan.records.accounts.services import credentials_check
from anlan.records.core.errors import DomainError


class ThrottledSignIn(AdminAuthenticationForm):
    """The admin's sign-in form, counted together with the console's."""

    def clean(self) -> dict[str, Any]:
        """Check name and password through the one service that does."""
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if username and password and self.request is not None:
            try:
                self.user_cache = credentials_check(request=self.request, username=username, password=password)
            except DomainError as error:
                raise ValidationError(error.message) from error
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data

    def confirm_login_allowed(self, user: Any) -> None:
        """Active users whose role may enter; it asks for no second factor, so who has one comes by the console."""
        if not user.may("admin.site"):
            raise ValidationError("只有系统管理员可以进入后台管理。")
        if factors_of(user).methods or unfinished(user, {}):
            raise ValidationError("请先在平台登录页（/sign-in）完成登录，再进入后台管理。")


class AnlanAdminSite(AdminSite):
    """Master data in Chinese."""

    site_title = site_header = "安澜 · 基础数据管理"
    index_title = "基础数据"
    login_form = ThrottledSignIn

    def has_permission(self, request: HttpRequest) -> bool:
        """Only who may use the back office: the role decides, not Django's staff flag."""
        user: Any = request.user
        return bool(user.is_authenticated and user.may("admin.site") and not unfinished(user, request.session))
