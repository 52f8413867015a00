"""Who asks, and may they? Asked of any user that knows ``may``; accounts has the typed form."""

from typing import Any

from django.http import HttpRequest

from anlan.records.core.errors import Forbidden, NotSignedIn


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
