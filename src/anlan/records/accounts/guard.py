"""Who asks, and may they? The first line of every endpoint."""

from typing import cast

from django.http import HttpRequest

from anlan.records.accounts.choices import Permission
from anlan.records.accounts.models import User
from anlan.records.core.errors import NotSignedIn
from anlan.records.core.guard import require, require_no_token


def signed_in(request: HttpRequest) -> User:
    """The user of this request.

    Raises:
        NotSignedIn: there is none.
    """
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user


def in_person(request: HttpRequest) -> User:
    """The user of this request, at a screen: for what is their own, which no permission of a token covers.

    Raises:
        NotSignedIn: there is none.
        Forbidden: a program asks, with a token.
    """
    user = signed_in(request)
    require_no_token(request)
    return user


def allowed(request: HttpRequest, permission: Permission) -> User:
    """The user of this request, who has ``permission``.

    Raises:
        NotSignedIn: nobody is signed in.
        Forbidden: the role does not include it.
    """
    return cast(User, require(request, permission))
