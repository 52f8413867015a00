"""Who asks, and may they? The first line of every endpoint."""

from typing import cast

from django.http import HttpRequest

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.core.errors import NotSignedIn
from anlan.records.core.guard import require


def signed_in(request: HttpRequest) -> User:
    """The user of this request.

    Raises:
        NotSignedIn: there is none.
    """
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user


def allowed(request: HttpRequest, permission: Permission) -> User:
    """The user of this request, who has ``permission``.

    Raises:
        NotSignedIn: nobody is signed in.
        Forbidden: the role does not include it.
    """
    return cast(User, require(request, permission))
