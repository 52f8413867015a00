"""Who a request of the API comes from: a program with a token, or a person with a session."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from anlan.records.accounts.factors import is_factor_required
from anlan.records.accounts.models import User
from anlan.records.accounts.sessions import HAS_FACTOR
from anlan.records.accounts.tokens import token_user
from anlan.records.core.errors import DomainError


class PasswordChangeNeeded(DomainError):
    """The password is one that somebody else has set."""

    code, status, message = "password_change_needed", 403, "当前为初始密码，请先修改密码。"


class FactorNeeded(DomainError):
    """The role must have a second factor, and this session has not shown one."""

    code, status, message = "second_factor_needed", 403, "您的角色须使用第二验证方式登录，请先在“我的账号”中启用。"


def unfinished(user: User, session: Any) -> DomainError | None:
    """What a person must still do before anything else is open to them."""
    if user.must_change_password:
        return PasswordChangeNeeded()
    if is_factor_required(user) and not session.get(HAS_FACTOR):
        return FactorNeeded()
    return None


class PersonAuth(SessionAuth):
    """A session cookie with the CSRF header on writes. ``is_open`` routes serve people who must finish first."""

    def __init__(self, *, is_open: bool = False) -> None:
        super().__init__(csrf=True)
        self.is_open = is_open

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The signed-in person.

        Raises:
            DomainError: a password or a second factor must be set first.
        """
        user = super().authenticate(request, key)
        blocked = unfinished(user, request.session) if user and not self.is_open else None
        if blocked:
            raise blocked
        return user


class TokenAuth(HttpBearer):
    """``Authorization: Bearer anl_…``: needs no CSRF header, since no browser sends it by itself."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The owner, narrowed to the token; from here on the request is theirs.

        Raises:
            NotSignedIn, TooMany: see :func:`token_user`.
        """
        request.user = token_user(request, token)
        return request.user


#: Routes of one's own account: a person at a screen, also one who must change the password first.
OWN_ACCOUNT = PersonAuth(is_open=True)
