"""From a session cookie to what its owner may be told."""

from importlib import import_module

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from anlan.records.accounts.auth import unfinished
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.sites.models import Enterprise
from anlan.web.push.viewer import Viewer


async def viewer_of_session(session_key: str) -> Viewer | None:
    """The viewer behind a session, or None when it is unknown, expired, or its owner may no longer sign in."""
    return await sync_to_async(_viewer, thread_sensitive=False)(session_key)


def _viewer(session_key: str) -> Viewer | None:
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
        user = get_user(request)  # checks the password fingerprint kept in the session as well
        if not isinstance(user, User) or not user.is_active or unfinished(user, request.session):
            return None
        return Viewer(user.pk, session_key, enterprises_of(Scope.of(user)))
    finally:
        close_old_connections()


def enterprises_of(scope: Scope) -> frozenset[int] | None:
    """Ids of the enterprises in a scope; None for the whole county."""
    if scope.is_county:
        return None
    return frozenset(scope.filter(Enterprise.objects.all(), prefix="").values_list("id", flat=True))
