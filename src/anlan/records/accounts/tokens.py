"""API tokens: issued once, kept as a hash, narrowed to part of their owner's permissions, ended by date or by hand."""

import secrets
import threading
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.kit.settings import settings
from anlan.records.accounts.models import ApiToken, User
from anlan.records.accounts.throttle import digest
from anlan.records.audit.services import audit_write, client_ip
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound, NotSignedIn, TooMany

DAYS_MAX = 365
LIVING_MAX = 20
#: ``last_used_at`` is written at most this often.
NOTE_EVERY = timedelta(minutes=1)
READS = frozenset({"GET", "HEAD", "OPTIONS"})


@transaction.atomic
def token_issue(
    *, actor: User, name: str, permissions: Iterable[str], days: int, request: HttpRequest | None = None
) -> tuple[ApiToken, str]:
    """A token of one's own and its secret, which nobody can read again.

    Raises:
        Invalid: no or unheld permissions, too long a life, or too many living tokens.
    """
    asked = sorted(set(permissions))
    if not asked or not set(asked) <= actor.permissions:
        raise Invalid(fields={"permissions": "请选择您本人拥有的权限，至少一项。"})
    if not 1 <= days <= DAYS_MAX:
        raise Invalid(fields={"days": f"有效期为 1 至 {DAYS_MAX} 天。"})
    if token_list(actor).filter(revoked_at=None, expires_at__gt=clock.now()).count() >= LIVING_MAX:
        raise Invalid(fields={"name": f"有效令牌最多 {LIVING_MAX} 个，请先吊销不用的。"})
    prefix = f"anl_{secrets.token_hex(4)}"
    secret = f"{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        owner=actor,
        name=name,
        prefix=prefix,
        secret_hash=digest(secret),
        permissions=asked,
        created_at=clock.now(),
        expires_at=clock.now() + timedelta(days=days),
    )
    audit_write(
        actor=actor, action="token.issued", target=token, changes={"permissions": asked, "days": days}, request=request
    )
    return token, secret


@transaction.atomic
def token_revoke(*, actor: User, token_id: int, request: HttpRequest | None = None, owner: User | None = None) -> None:
    """End a token at once: one's own, or, for the back office, that of ``owner``.

    Raises:
        NotFound: no such token of this person.
    """
    token = token_list(owner or actor).select_for_update().filter(pk=token_id).first()
    if token is None:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        audit_write(actor=actor, action="token.revoked", target=token, request=request)


def token_list(owner: User) -> QuerySet[ApiToken]:
    """A person's tokens, the newest first."""
    return ApiToken.objects.filter(owner=owner)


def token_user(request: HttpRequest, secret: str) -> User:
    """The owner, narrowed to the token; a write is noted in the audit trail before it is tried.

    Raises:
        NotSignedIn: unknown, revoked, expired, or its owner is disabled.
        TooMany: over the rate of one token.
    """
    now = clock.now()
    token = ApiToken.objects.select_related("owner").filter(secret_hash=digest(secret), revoked_at=None).first()
    if token is None or token.expires_at <= now or not token.owner.is_active:
        raise NotSignedIn("接口令牌无效、已到期或已吊销，请向签发人索取新令牌。")
    _RATES.take(token.pk, settings().token_rate_per_min)
    if token.last_used_at is None or now - token.last_used_at > NOTE_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now, last_used_ip=client_ip(request))
    user = token.owner
    user.narrowed_to, user.token_prefix = frozenset(token.permissions), token.prefix
    if request.method not in READS:
        with transaction.atomic():
            audit_write(
                actor=user,
                action="token.used",
                target=token,
                changes={"method": request.method, "path": request.path[:200]},
                request=request,
            )
    return user


class Rates:
    """Requests of each token in the present minute, in this process; forgotten when the minute is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute, self._taken = 0, dict[int, int]()

    def take(self, token_id: int, most: int) -> None:
        """Count one request.

        Raises:
            TooMany: it is one too many.
        """
        with self._lock:
            minute = int(time.monotonic() // 60)
            if minute != self._minute:
                self._minute, self._taken = minute, {}
            self._taken[token_id] = self._taken.get(token_id, 0) + 1
            if self._taken[token_id] > most:
                raise TooMany(f"该令牌每分钟最多调用 {most} 次，请降低频率后重试。", code="token_rate")


_RATES = Rates()
