"""Slowing down those who guess passwords, without letting them lock out whom they guess at.

Failures are counted per account name (known or not: the answer is the same) and per address. After a few free tries
each further failure doubles the wait, up to 15 minutes. A browser that has signed in to the account before carries
a device cookie: it is counted for itself and is not held up by what others do elsewhere.
"""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from anlan.records.accounts.models import KnownDevice, LoginFailure, User
from anlan.records.core import clock
from anlan.records.core.errors import TooMany

DEVICE_COOKIE = "anlan_device"
DEVICE_AGE_S = 180 * 86400
DEVICES_PER_USER = 20
FREE_TRIES = {"account": 5, "device": 5, "ip": 20}
WAIT_MAX_S = 900
FORGET_AFTER = timedelta(hours=24)


def digest(text: str) -> str:
    """Fixed-length form of something a stranger typed."""
    return hashlib.sha256(text.encode()).hexdigest()


def keys_of(username: str, ip: str, device: str) -> list[str]:
    """What a try with this name, address and device cookie is counted under."""
    if device and _is_known(username, device):
        return [f"device:{digest(device)}"]
    return [f"account:{digest(username.strip().lower())}", f"ip:{ip}"]


def check(keys: list[str]) -> None:
    """Let a try through, or not yet.

    Raises:
        TooMany: with the seconds to wait.
    """
    now = clock.now()
    row = LoginFailure.objects.filter(key__in=keys, blocked_until__gt=now).order_by("-blocked_until").first()
    if row:
        wait_s = max(1, round((row.blocked_until - now).total_seconds()))
        raise TooMany(f"登录尝试次数过多，请在 {wait_s} 秒后重试。", code="login_throttled")


@transaction.atomic
def failed(keys: list[str]) -> None:
    """Count a failure under each key and set the wait that follows from it."""
    now = clock.now()
    LoginFailure.objects.filter(last_at__lt=now - FORGET_AFTER).delete()
    for key in keys:
        row, _ = LoginFailure.objects.select_for_update().get_or_create(
            key=key, defaults={"blocked_until": now, "last_at": now}
        )
        row.count += 1
        row.last_at = now
        row.blocked_until = now + timedelta(seconds=wait_s(key.partition(":")[0], row.count))
        row.save()


def wait_s(kind: str, failures: int) -> int:
    """Seconds to wait after that many failures: 0 for the free tries, then 2, 4, 8 … 900."""
    over = failures - FREE_TRIES[kind]
    return 0 if over < 0 else min(WAIT_MAX_S, 2 ** min(over + 1, 20))


def succeeded(keys: list[str]) -> None:
    """Forget failures under the account and the device; an address keeps its own, other names may be under attack."""
    LoginFailure.objects.filter(key__in=[key for key in keys if not key.startswith("ip:")]).delete()


def remember_device(user: User, device: str) -> str:
    """Make this browser known to the account and return its cookie value; the oldest beyond twenty are forgotten."""
    if device and _is_known(user.username, device):
        KnownDevice.objects.filter(token_hash=digest(device)).update(last_used_at=clock.now())
        return device
    fresh = secrets.token_urlsafe(32)
    KnownDevice.objects.create(user=user, token_hash=digest(fresh), last_used_at=clock.now())
    kept = KnownDevice.objects.filter(user=user).order_by("-last_used_at").values_list("pk", flat=True)
    KnownDevice.objects.filter(user=user).exclude(pk__in=list(kept[:DEVICES_PER_USER])).delete()
    return fresh


def _is_known(username: str, device: str) -> bool:
    fresh_enough = clock.now() - timedelta(seconds=DEVICE_AGE_S)
    return KnownDevice.objects.filter(
        token_hash=digest(device), user__username=username, last_used_at__gt=fresh_enough
    ).exists()
