"""Commands on platforms above: enter, change, lend cameras and take them back.

Raw pictures leave the house with a lent camera: none is lent unless somebody chose it, and each is written down.
"""

import ipaddress
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from anlan.domain import gb28181_codes as codes
from anlan.kit.addresses import listed
from anlan.kit.sealing import seal
from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.audit.services import audit_write
from anlan.records.core.errors import Conflict, Invalid, NotFound
from anlan.records.sites.models import Camera, CameraShare, Superior
from anlan.records.sites.publication import config_request

Request = HttpRequest | None

SUPERIORS_MAX = 10
#: Cameras lent to one platform above.
SHARES_MAX = 2_000


def superior_get(superior_id: int) -> Superior:
    """One platform above.

    Raises:
        NotFound: there is none.
    """
    row = Superior.objects.filter(pk=superior_id).first()
    if row is None:
        raise NotFound
    return row


@transaction.atomic
def superior_create(*, actor: User, password: str, request: Request = None, **fields: Any) -> Superior:
    """Enter a platform above; it is lent nothing yet.

    Raises:
        Invalid: a field is not of its form. Conflict: there are too many.
    """
    if Superior.objects.count() >= SUPERIORS_MAX:
        raise Conflict(f"上级平台最多 {SUPERIORS_MAX} 个，请先停用并改用已有的。")
    row = Superior(**fields, sealed_password=seal(password, settings()))
    _require_clean(row)
    row.save()
    changes = {name: [None, value] for name, value in fields.items()} | {"password": [None, "已设置"]}
    audit_write(actor=actor, action="superior.created", target=row, changes=changes, request=request)
    config_request(actor=actor, reason=f"登记国标上级平台 {row.name}", request=request)
    return row


@transaction.atomic
def superior_update(
    *, actor: User, superior_id: int, password: str = "", request: Request = None, **fields: Any
) -> Superior:
    """Change a platform above, or switch it on and off; an empty password stays.

    Raises:
        NotFound, Invalid: as for a new one. Conflict: cameras were lent under the code that shall change.
    """
    superior_get(superior_id)
    row = Superior.objects.select_for_update().get(pk=superior_id)
    changes = {name: [getattr(row, name), value] for name, value in fields.items() if getattr(row, name) != value}
    if "own_code" in changes and row.shares.exists():
        raise Conflict("已共享的摄像机以本平台编码为前缀，请先取消共享再修改本平台编码。")
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    if password:
        row.sealed_password = seal(password, settings())
        changes["password"] = [None, "已更换"]
    if not changes:
        return row
    _require_clean(row)
    row.save()
    audit_write(actor=actor, action="superior.changed", target=row, changes=changes, request=request)
    config_request(actor=actor, reason=f"修改国标上级平台 {row.name}", request=request)
    return row


@transaction.atomic
def cameras_share(
    *, actor: User, superior: Superior, cameras: QuerySet[Camera], reason: str, request: Request = None
) -> list[CameraShare]:
    """Lend cameras; those that are lent already stay as they are.

    Raises:
        Invalid: no reason, no code of ours to make channel codes from, or too many.
    """
    if len(reason.strip()) < 2:
        raise Invalid(fields={"reason": "共享摄像机请填写理由。"})
    Superior.objects.select_for_update().get(pk=superior.pk)
    known = set(superior.shares.values_list("camera_id", flat=True))
    wanted = [camera for camera in cameras if camera.pk not in known]
    if len(known) + len(wanted) > SHARES_MAX:
        raise Invalid(f"向一个上级平台最多共享 {SHARES_MAX} 路摄像机。")
    made = [_share(actor, superior, camera, reason, request) for camera in wanted]
    if made:
        config_request(actor=actor, reason=f"向 {superior.name} 共享 {len(made)} 路摄像机", request=request)
    return made


@transaction.atomic
def camera_unshare(
    *, actor: User, superior: Superior, camera: Camera, reason: str = "", request: Request = None
) -> None:
    """Take a camera back; calls for it end when the configuration has arrived.

    Raises:
        NotFound: it is not lent.
    """
    row = CameraShare.objects.filter(superior=superior, camera=camera).first()
    if row is None:
        raise NotFound
    changes = {"superior": [superior.name, None], "code": [row.code, None]}
    row.delete()
    audit_write(actor=actor, action="camera.unshared", target=camera, changes=changes, reason=reason, request=request)
    config_request(actor=actor, reason=f"取消向 {superior.name} 共享 {camera.name}", request=request)


def _share(actor: User, superior: Superior, camera: Camera, reason: str, request: Request) -> CameraShare:
    row = CameraShare(superior=superior, camera=camera, code=_channel_code(superior, camera.pk), shared_by=actor)
    row.save()
    changes = {"superior": [None, superior.name], "code": [None, row.code]}
    audit_write(actor=actor, action="camera.shared", target=camera, changes=changes, reason=reason, request=request)
    return row


def _channel_code(superior: Superior, camera_id: int) -> str:
    """The same number for a camera whenever it is lent again; the next free one where two meet after a million."""
    own = superior.known_as
    if not codes.is_code(own):
        raise Invalid("尚未设置本平台编码：请填写该上级平台给本平台的编码，或由系统管理员设置 ANLAN_GB28181_ID。")
    taken = set(superior.shares.values_list("code", flat=True))
    numbers = (number % codes.NUMBERS for number in range(camera_id, camera_id + SHARES_MAX + 1))
    made = (codes.code_beside(own, codes.CAMERA, number) for number in numbers)
    return next(code for code in made if code not in taken)


def shares_of(cameras: Iterable[int]) -> QuerySet[CameraShare]:
    """To whom cameras are lent."""
    return CameraShare.objects.filter(camera__in=list(cameras)).select_related("superior")


def _require_clean(row: Superior) -> None:
    problems: dict[str, str] = {}
    try:
        row.full_clean(exclude=["sealed_password"])
    except ValidationError as error:
        problems = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    if not _are_networks(row.media_networks):
        problems["media_networks"] = "应为以逗号分隔的 IPv4 地址或网段，如 10.20.0.0/16。"
    if any(ord(c) <= 32 or c in '<>;@"' for c in row.domain + row.host + row.user_name):
        problems["host"] = "地址、域和用户名不能含空格、< > ; @ 或引号。"
    if problems:
        raise Invalid(fields=problems)


def _are_networks(text: str) -> bool:
    try:
        return all(ipaddress.ip_network(entry, strict=False) for entry in listed(text))
    except ValueError:
        return False
