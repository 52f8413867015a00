"""Platforms above and what is lent to them, as they are published to the cameras process."""

from collections.abc import Iterator

from anlan.bus.messages import CatalogueNode, SharedCamera, SuperiorConfig
from anlan.domain import gb28181_codes as codes
from anlan.records.places.county import county
from anlan.records.sites.models import CameraShare, Superior


def superior_configs(problems: list[str]) -> Iterator[SuperiorConfig]:
    """Those that are switched on; one without a code of ours is left out and named in ``problems``."""
    for row in Superior.objects.filter(is_enabled=True):
        if codes.is_code(row.known_as):
            yield _config(row)
        else:
            problems.append(f"国标上级平台“{row.name}”没有本平台编码，未发布：请填写，或设置 ANLAN_GB28181_ID")


def _config(row: Superior) -> SuperiorConfig:
    shares = list(
        row.shares.filter(camera__is_enabled=True, camera__enterprise__is_active=True).select_related(
            "camera__enterprise__town"
        )
    )
    return SuperiorConfig(
        id=row.pk, name=row.name, code=row.code, domain=row.domain, host=row.host, port=row.port,
        over="TCP" if row.over == Superior.Over.TCP else "UDP",
        own_code=row.known_as, user_name=row.user_name, sealed_password=row.sealed_password,
        expires_s=row.expires_s, keepalive_s=row.keepalive_s, may_turn=row.may_turn, sends_alarms=row.sends_alarms,
        media_networks=row.media_networks, nodes=_nodes(row.known_as, shares),
        cameras=[
            SharedCamera(
                camera_id=share.camera_id, code=share.code, name=share.camera.name,
                parent=codes.enterprise_code(row.known_as, share.camera.enterprise_id),
            )
            for share in shares
        ],
    )  # fmt: skip


def _nodes(own: str, shares: list[CameraShare]) -> list[CatalogueNode]:
    """The county as a business group, under it towns, under them enterprises: those of lent cameras, and no others."""
    if not shares:
        return []
    group = codes.code_beside(own, codes.BUSINESS_GROUP, 1)
    nodes = {group: CatalogueNode(code=group, name=county().name)}
    for share in shares:
        site = share.camera.enterprise
        town = codes.town_code(own, site.town_id)
        nodes[town] = CatalogueNode(code=town, name=site.town.name, parent=group)
        code = codes.enterprise_code(own, site.pk)
        nodes[code] = CatalogueNode(code=code, name=site.short_name or site.name, parent=town)
    return sorted(nodes.values(), key=lambda node: (node.parent != "", node.parent != group, node.code))
