"""The county in a box as data: who there is, what is measured, and which protocol it speaks.

Pure and seeded: the same seed gives the same plan, to the last address. Every name in it is made up and looks
made up. Totals follow the seed figures of the county: 10 enterprises, 50 key devices, 188 signals.
"""

import random
from dataclasses import dataclass

from anlan.demo.plan_model import (
    Dialect,
    Plan,
    PlannedCamera,
    PlannedDevice,
    PlannedEnterprise,
    PlannedPerson,
    PlannedZone,
    Sector,
)
from anlan.demo.plan_points import gateways_of, points_of
from anlan.domain import uscc
from anlan.domain.grades import Grade

DEFAULT_SEED = 20261123


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    short_name: str
    sector: Sector
    industry_code: str
    town_code: str
    dialect: Dialect
    send_every_s: int
    dust_oel: float = 0.0  # PC-TWA of the dust it makes, mg/m3


#: Division code → name and centre (WGS-84): the labels of the shipped base map, so that every plant lies in its town.
_TOWNS = {
    "330381005": ("上望街道", 120.684, 27.753),
    "330381007": ("莘塍街道", 120.6751, 27.7825),
    "330381008": ("汀田街道", 120.6903, 27.8008),
    "330381009": ("飞云街道", 120.616, 27.7643),
    "330381010": ("仙降街道", 120.545, 27.789),
    "330381101": ("塘下镇", 120.694, 27.848),
    "330381116": ("马屿镇", 120.441, 27.757),
}

#: GB/T 4754-2017: class → its name.
_INDUSTRIES = {
    "1353": "肉制品及副产品加工",
    "1361": "水产品冷冻加工",
    "1432": "速冻食品制造",
    "2110": "木质家具制造",
    "3360": "金属表面处理及热处理加工",
    "3670": "汽车零部件及配件制造",
    "5930": "低温仓储",
}

_ROWS = (
    _Row("演示甲冷冻食品厂", "演示甲冷冻", "ammonia", "1432", "330381101", "anlan_mqtt", 1),
    _Row("演示乙水产冷冻厂", "演示乙水产", "ammonia", "1361", "330381005", "hj212", 5),
    _Row("演示丙速冻食品厂", "演示丙速冻", "ammonia", "1432", "330381007", "thingsboard_gateway", 2),
    _Row("演示丁低温仓储库", "演示丁冷库", "ammonia", "5930", "330381116", "anlan_mqtt", 2),
    _Row("演示戊肉类冷藏厂", "演示戊肉类", "ammonia", "1353", "330381009", "http", 3),
    _Row("演示己铝件抛光厂", "演示己抛光", "dust_wet", "3670", "330381101", "anlan_mqtt", 1, 3.0),
    _Row("演示庚五金抛光厂", "演示庚五金", "dust_wet", "3360", "330381008", "thingsboard_gateway", 2, 3.0),
    _Row("演示辛铝轮打磨厂", "演示辛铝轮", "dust_wet", "3670", "330381007", "hj212", 4, 3.0),
    _Row("演示壬木业家具厂", "演示壬木业", "dust_dry", "2110", "330381010", "http", 3, 3.0),
    _Row("演示癸木门制造厂", "演示癸木门", "dust_dry", "2110", "330381009", "hj212", 3, 3.0),
)

#: (code suffix, name, kind, zone)
_DEVICES: dict[Sector, tuple[tuple[str, str, str, str], ...]] = {
    "ammonia": (
        ("COMP", "氨制冷压缩机组", "compressor", "制冷机房"),
        ("HPR", "高压储氨器", "hp_receiver", "制冷机房"),
        ("LPR", "低压循环桶", "lp_recirculator", "制冷机房"),
        ("COND", "蒸发式冷凝器", "condenser", "冷凝器平台"),
        ("QF", "速冻装置", "quick_freezer", "速冻间"),
    ),
    "dust_wet": (
        ("LINE-A", "抛光A线", "polishing_line", "抛光一区"),
        ("LINE-B", "抛光B线", "polishing_line", "抛光二区"),
        ("WET-1", "1#湿式除尘器", "wet_collector", "除尘器区"),
        ("WET-2", "2#湿式除尘器", "wet_collector", "除尘器区"),
        ("SLUDGE", "污泥收集池", "sludge_pit", "污泥间"),
    ),
    "dust_dry": (
        ("SAND-A", "砂光A线", "sanding_line", "砂光一区"),
        ("SAND-B", "砂光B线", "sanding_line", "砂光二区"),
        ("BAG-1", "1#袋式除尘器", "bag_collector", "除尘器区"),
        ("BAG-2", "2#袋式除尘器", "bag_collector", "除尘器区"),
        ("SILO", "木粉料仓", "dust_silo", "料仓"),
    ),
}

#: (zone, workshop)
_ZONES: dict[Sector, tuple[tuple[str, str], ...]] = {
    "ammonia": (
        ("制冷机房", "制冷车间"),
        ("阀站", "制冷车间"),
        ("冷凝器平台", "制冷车间"),
        ("加氨区", "制冷车间"),
        ("速冻间", "加工车间"),
        ("包装间", "加工车间"),
        ("冷藏库", "冷库"),
        ("值班室", "办公楼"),
    ),
    "dust_wet": (
        ("抛光一区", "抛光车间"),
        ("抛光二区", "抛光车间"),
        ("除尘器区", "除尘站"),
        ("污泥间", "除尘站"),
        ("疏散通道", "抛光车间"),
    ),
    "dust_dry": (
        ("砂光一区", "砂光车间"),
        ("砂光二区", "砂光车间"),
        ("除尘器区", "除尘站"),
        ("料仓", "除尘站"),
        ("疏散通道", "砂光车间"),
    ),
}

#: Where cameras hang: 5 in an ammonia plant, 4 in a dust plant, 45 in the county.
_CAMERA_ZONES: dict[Sector, tuple[str, ...]] = {
    "ammonia": ("制冷机房", "速冻间", "包装间", "冷藏库", "值班室"),
    "dust_wet": ("抛光一区", "抛光二区", "除尘器区", "疏散通道"),
    "dust_dry": ("砂光一区", "砂光二区", "除尘器区", "疏散通道"),
}


def made_up_uscc(number: int) -> str:
    """A code whose check character is right and whose organisation part is ``DEM00000n``.

    Organisation codes that are really issued end in a check digit of their own; these do not carry one, so no
    real enterprise can be mistaken for them.
    """
    first17 = f"91330381DEM{number:06d}"
    return first17 + uscc.check_character(first17)


def build(seed: int = DEFAULT_SEED) -> Plan:
    """The plan of that seed: 10 enterprises, 50 key devices, 188 signals, 45 cameras."""
    rng = random.Random(seed)
    enterprises = tuple(_enterprise(number, row, rng) for number, row in enumerate(_ROWS, start=1))
    return Plan(seed=seed, enterprises=enterprises, people=_people(enterprises))


def _enterprise(number: int, row: _Row, rng: random.Random) -> PlannedEnterprise:
    devices = tuple(
        PlannedDevice(f"E{number:02d}-{suffix}", name, kind, dict(_ZONES[row.sector])[zone], zone)
        for suffix, name, kind, zone in _DEVICES[row.sector]
    )
    device_codes = {device.code.split("-", 1)[1]: device.code for device in devices}
    town_name, town_lon, town_lat = _TOWNS[row.town_code]
    gateways = gateways_of(_gateway_base(number, row.dialect), row.dialect, row.sector)
    return PlannedEnterprise(
        number=number,
        uscc=made_up_uscc(number),
        name=row.name,
        short_name=row.short_name,
        sector=row.sector,
        industry_code=row.industry_code,
        industry_name=_INDUSTRIES[row.industry_code],
        risk_level=Grade.RED if row.sector == "ammonia" and number <= 2 else Grade.ORANGE,
        town_code=row.town_code,
        town_name=town_name,
        address=f"{town_name}演示工业区{number}号",
        # Within about 1.5 km of the town's point, and never two plants on one spot.
        lon=round(town_lon + rng.uniform(-0.015, 0.015), 5),
        lat=round(town_lat + rng.uniform(-0.012, 0.012), 5),
        dialect=row.dialect,
        send_every_s=row.send_every_s,
        zones=tuple(PlannedZone(zone, workshop) for zone, workshop in _ZONES[row.sector]),
        devices=devices,
        gateways=gateways,
        points=points_of(row.sector, row.dialect, device_codes, gateways, row.dust_oel),
        cameras=tuple(
            PlannedCamera(f"E{number:02d}-CAM{i:02d}", f"{zone}摄像机", zone)
            for i, zone in enumerate(_CAMERA_ZONES[row.sector], start=1)
        ),
    )


def _gateway_base(number: int, dialect: Dialect) -> str:
    # MN of HJ 212 has 24 characters; the last four are the logger's number.
    return f"330381DEM0{number:010d}" if dialect == "hj212" else f"demo-gw-{number:02d}"


def _people(enterprises: tuple[PlannedEnterprise, ...]) -> tuple[PlannedPerson, ...]:
    bureau = (
        PlannedPerson("demo-admin", "演示管理员", "admin"),
        PlannedPerson("demo-duty1", "演示值班员一", "duty_officer"),
        PlannedPerson("demo-duty2", "演示值班员二", "duty_officer"),
        PlannedPerson("demo-duty3", "演示值班员三", "duty_officer"),
        PlannedPerson("demo-leader", "演示分管领导", "leader"),
        PlannedPerson("demo-leader2", "演示带班领导", "leader"),
        PlannedPerson("demo-enforcement", "演示执法员", "enforcement"),
        PlannedPerson("demo-committee", "演示专委办（工矿）", "committee", field="industry_mining"),
    )
    towns = dict.fromkeys((e.town_code, e.town_name) for e in enterprises)
    officers = tuple(
        PlannedPerson(f"demo-town{code[-3:]}", f"演示安监员（{name}）", "town_officer", town_code=code)
        for code, name in towns
    )
    # Two to a town: a roster of one has no substitute.
    officers += tuple(
        PlannedPerson(f"demo-town{code[-3:]}b", f"演示安监员乙（{name}）", "town_officer", town_code=code)
        for code, name in towns
    )
    plants = tuple(
        person
        for e in enterprises
        for person in (
            PlannedPerson(f"demo-e{e.number:02d}", f"{e.short_name}安全管理员", "enterprise_manager", e.number),
            PlannedPerson(f"demo-p{e.number:02d}", f"{e.short_name}负责人", "enterprise_principal", e.number),
        )
    )
    return bureau + officers + plants
