"""Who asks, and may they? Asked of any user that knows ``may``; accounts has the typed form."""

from typing import Any

from django.http import HttpRequest

from anlan.records.core import clock
from anlan.records.core.errors import ConfirmNeeded, Forbidden, NotSignedIn

#: A sensitive act is open for this long after the person last showed a password, a code or a passkey.
CONFIRMED_FOR_S = 900
#: Where the session keeps when that was, in seconds since 1970.
CONFIRMED_S = "confirmed_s"


def require(request: HttpRequest, permission: str) -> Any:
    """The user of this request, who has ``permission``.

    Raises:
        NotSignedIn: nobody is signed in.
        Forbidden: the role does not include it; the sentence names what is missing.
    """
    user: Any = request.user
    if not user.is_authenticated:
        raise NotSignedIn
    if not user.may(permission):
        label = getattr(permission, "label", permission)
        raise Forbidden(f"您的角色（{user.role_name}）没有“{label}”权限，如确需办理请联系系统管理员。")
    return user


def require_no_token(request: HttpRequest) -> None:
    """What is a person's own, no program does in their name, however much its token may.

    Raises:
        Forbidden: a program asks, with a token.
    """
    if getattr(request.user, "token_prefix", ""):
        raise Forbidden("接口令牌不能办理此操作，请由本人登录后办理。")


def require_confirmed(request: HttpRequest) -> None:
    """Second line of an endpoint that hands out or changes secrets: a person, and lately confirmed.

    Raises:
        Forbidden: a program asks, with a token.
        ConfirmNeeded: the last confirmation is too long ago; the console asks for it and repeats the call.
    """
    require_no_token(request)
    if clock.now_ms() // 1000 - request.session.get(CONFIRMED_S, 0) > CONFIRMED_FOR_S:
        raise ConfirmNeeded
