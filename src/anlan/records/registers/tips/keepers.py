"""The two keepers of sealed identities, and the opening that takes both of them."""

import json
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core import clock
from anlan.records.core.errors import Conflict, Forbidden, Invalid, NotFound
from anlan.records.registers.tips import sealing
from anlan.records.registers.tips.models import Keeper, Opening, Secret, Tip

KEEP = "tips.keep"
OPEN_WITHIN = timedelta(hours=24)


def keepers() -> tuple[Keeper, Keeper] | None:
    """The keepers in office, or None while there are not two."""
    found = {row.half: row for row in Keeper.objects.filter(retired_at=None)}
    return (found[1], found[2]) if len(found) == 2 else None


def keeper_of(person: User) -> Keeper | None:
    """The half this person keeps now."""
    return Keeper.objects.filter(person=person, retired_at=None).first()


@transaction.atomic
def keeper_take_office(*, actor: User, passphrase: str, request: HttpRequest | None = None) -> Keeper:
    """Become the keeper of a half that nobody keeps.

    Raises:
        Forbidden: not for this role.
        Invalid: the passphrase is too short.
        Conflict: both halves are kept, or this person keeps the other: it must be two people.
    """
    _require(actor)
    if len(passphrase) < sealing.PASSPHRASE_MIN:
        raise Invalid(fields={"passphrase": f"口令至少 {sealing.PASSPHRASE_MIN} 个字符。"})
    kept = {row.half: row for row in Keeper.objects.select_for_update().filter(retired_at=None)}
    if any(row.person_id == actor.pk for row in kept.values()):
        raise Conflict("您已保管一份，另一份须由他人保管。")
    half = next((one for one in (1, 2) if one not in kept), None)
    if half is None:
        raise Conflict("两份均已有人保管；更换保管人须由现任保管人先卸任。")
    keeper = Keeper.objects.create(half=half, person=actor, **sealing.new_half(passphrase, settings().crypto_suite))
    audit_write(actor=actor, action="tips.keeper_appointed", target=keeper, changes={"half": half}, request=request)
    return keeper


@transaction.atomic
def keeper_leave(*, actor: User, reason: str, request: HttpRequest | None = None) -> None:
    """Hand the office on. What was sealed before still takes the passphrase of whoever kept it then.

    Raises:
        Forbidden, NotFound: not for this role; not a keeper.
        Invalid: no reason.
    """
    _require(actor)
    keeper = keeper_of(actor)
    if keeper is None:
        raise NotFound("您不是现任保管人。")
    if not reason.strip():
        raise Invalid(fields={"reason": "请填写理由。"})
    keeper.retired_at = clock.now()
    keeper.save(update_fields=["retired_at"])
    audit_write(actor=actor, action="tips.keeper_left", target=keeper, reason=reason, request=request)


@transaction.atomic
def opening_ask(*, actor: User, no: str, reason: str, passphrase: str, request: HttpRequest | None = None) -> Opening:
    """One keeper gives their half of the key, for the other keeper's eyes.

    Raises:
        Forbidden, NotFound: not for this role, no such sealed tip.
        Invalid: no reason, or the passphrase is wrong.
    """
    _require(actor)
    if len(reason.strip()) < 5:
        raise Invalid(fields={"reason": "请写明理由，不少于 5 个字。"})
    secret = _secret(no)
    mine, other = _halves(secret, actor)
    share = _share(secret, mine, passphrase)
    sealed = sealing.seal_share(share, other.public)
    opening = Opening.objects.create(tip=secret.tip, reason=reason, share=sealed, asked_by=actor)
    _audit(actor, "tips.opening_asked", opening, request)
    return opening


@transaction.atomic
def opening_complete(
    *, actor: User, opening_id: int, passphrase: str, request: HttpRequest | None = None
) -> dict[str, str]:
    """The other keeper opens it and reads ``{what, where, contact}`` once; it is kept nowhere.

    Raises:
        Forbidden, NotFound: not for this role or not this person's to open, or asked over a day ago.
        Invalid: the passphrase is wrong.
    """
    _require(actor)
    fresh = Opening.objects.filter(opened_at=None, asked_at__gt=clock.now() - OPEN_WITHIN)
    opening = fresh.select_for_update().filter(pk=opening_id).first()
    if opening is None:
        raise NotFound("没有待共同开启的申请，或申请已超过 24 小时。")
    if opening.asked_by_id == actor.pk:
        raise Forbidden("须由另一位保管人共同开启。")
    secret = _secret(opening.tip.no)
    mine, _ = _halves(secret, actor)
    given = _opened(opening.share, mine, passphrase)
    text = sealing.open_box(secret.sealed, _share(secret, mine, passphrase), given)
    opening.share, opening.opened_by, opening.opened_at = "", actor, clock.now()
    opening.save()
    _audit(actor, "tips.opening_completed", opening, request)
    found: dict[str, str] = json.loads(text)
    return found


def _require(actor: User) -> None:
    if not actor.may(KEEP):
        raise Forbidden


def _secret(no: str) -> Secret:
    found = Secret.objects.filter(tip__no=no.strip()).exclude(sealed="").select_related("tip").first()
    if found is None:
        raise NotFound("没有这条举报，或它没有密封信息。")
    return found


def _halves(secret: Secret, actor: User) -> tuple[Keeper, Keeper]:
    """``(the actor's half, the other)`` of the two this tip was sealed for."""
    first, second = secret.first_keeper, secret.second_keeper
    assert first is not None
    assert second is not None
    if first.person_id == actor.pk:
        return first, second
    if second.person_id == actor.pk:
        return second, first
    raise Forbidden("这条举报密封时您不是保管人。")


def _share(secret: Secret, keeper: Keeper, passphrase: str) -> bytes:
    return _opened(secret.first_share if keeper.half == 1 else secret.second_share, keeper, passphrase)


def _opened(sealed: str, keeper: Keeper, passphrase: str) -> bytes:
    try:
        return sealing.open_share(sealed, keeper.wrapped, keeper.salt, passphrase)
    except sealing.WrongPassphrase:
        raise Invalid(fields={"passphrase": "口令不正确。"}) from None


def _audit(actor: User, action: str, opening: Opening, request: HttpRequest | None) -> None:
    tip: Tip = opening.tip
    audit_write(actor=actor, action=action, target=tip, changes={"no": tip.no}, reason=opening.reason, request=request)
