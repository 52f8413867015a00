"""What is measured in an ammonia plant, a wet-collector plant and a dry-collector plant, as tables.

Each row is one signal: key, zone, device, name, kind. What a kind's instrument can show stands in ``INSTRUMENTS``.
"""

from dataclasses import dataclass, replace

from anlan.demo.plan_model import Dialect, PlannedGateway, PlannedPoint, Sector, SiteLimit
from anlan.domain.grades import Grade


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the instruments of one kind show; ``factor`` is the HJ 212 code (z…: extension of the field)."""

    unit: str
    resolution: float
    range_low: float
    range_high: float
    factor: str


INSTRUMENTS: dict[str, Instrument] = {
    "nh3_concentration": Instrument("ppm", 0.1, 0.0, 400.0, "a21001"),
    "h2_concentration": Instrument("%LEL", 0.1, 0.0, 100.0, "z01001"),
    "hp_receiver_level": Instrument("%", 0.1, 0.0, 100.0, "z01002"),
    "hp_receiver_pressure": Instrument("MPa(g)", 0.001, 0.0, 2.5, "z01003"),
    "quick_freezing_room_temperature": Instrument("℃", 0.1, -60.0, 60.0, "z01004"),
    "lp_recirculator_level": Instrument("%", 0.1, 0.0, 100.0, "z01005"),
    "condensing_temperature": Instrument("℃", 0.1, -20.0, 100.0, "z01006"),
    "compressor_discharge_temperature": Instrument("℃", 0.1, 0.0, 200.0, "z01007"),
    "dust_concentration": Instrument("mg/m3", 0.01, 0.0, 100.0, "z02001"),
    "filter_dp": Instrument("Pa", 1.0, 0.0, 5000.0, "z02002"),
    "hopper_temperature": Instrument("℃", 0.1, -20.0, 200.0, "z02003"),
    "airlock_state": Instrument("state", 1.0, 0.0, 1.0, "z02004"),
    "spark_count": Instrument("count", 1.0, 0.0, 999.0, "z02005"),
    "fan_state": Instrument("state", 1.0, 0.0, 1.0, "z02006"),
    "tank_level": Instrument("m", 0.001, 0.0, 2.0, "z02007"),
    "water_flow": Instrument("m3/s", 0.00001, 0.0, 0.05, "z02008"),
    "people_count": Instrument("person", 1.0, 0.0, 50.0, "z03001"),
}

#: (key, zone, device, name, kind)
Row = tuple[str, str, str, str, str]

AMMONIA: tuple[Row, ...] = (
    ("nh3_machine_1", "制冷机房", "COMP", "机房压缩机上方氨气浓度", "nh3_concentration"),
    ("nh3_machine_2", "制冷机房", "COMP", "机房储氨器上方氨气浓度", "nh3_concentration"),
    ("nh3_valve", "阀站", "LPR", "阀站氨气浓度", "nh3_concentration"),
    ("nh3_freezer", "速冻间", "QF", "速冻间氨气浓度", "nh3_concentration"),
    ("nh3_packing", "包装间", "QF", "包装间氨气浓度", "nh3_concentration"),
    ("nh3_store", "冷藏库", "QF", "冷藏库氨气浓度", "nh3_concentration"),
    ("nh3_charging", "加氨区", "HPR", "加氨区氨气浓度", "nh3_concentration"),
    ("receiver_level_1", "制冷机房", "HPR", "1#储氨器液位", "hp_receiver_level"),
    ("receiver_level_2", "制冷机房", "HPR", "2#储氨器液位", "hp_receiver_level"),
    ("receiver_pressure_1", "制冷机房", "HPR", "1#储氨器压力", "hp_receiver_pressure"),
    ("receiver_pressure_2", "制冷机房", "HPR", "2#储氨器压力", "hp_receiver_pressure"),
    ("recirculator_level_1", "制冷机房", "LPR", "1#低压循环桶液位", "lp_recirculator_level"),
    ("recirculator_level_2", "制冷机房", "LPR", "2#低压循环桶液位", "lp_recirculator_level"),
    ("condensing_temperature", "冷凝器平台", "COND", "冷凝温度", "condensing_temperature"),
    ("discharge_temperature_1", "制冷机房", "COMP", "1#压缩机排气温度", "compressor_discharge_temperature"),
    ("discharge_temperature_2", "制冷机房", "COMP", "2#压缩机排气温度", "compressor_discharge_temperature"),
    ("discharge_temperature_3", "制冷机房", "COMP", "3#压缩机排气温度", "compressor_discharge_temperature"),
    ("freezer_temperature_1", "速冻间", "QF", "1#速冻间温度", "quick_freezing_room_temperature"),
    ("freezer_temperature_2", "速冻间", "QF", "2#速冻间温度", "quick_freezing_room_temperature"),
    ("freezer_people", "速冻间", "QF", "速冻间门口计数器人数", "people_count"),
)

DUST_WET: tuple[Row, ...] = (
    ("dust_1", "抛光一区", "LINE-A", "抛光A线1号工位粉尘浓度", "dust_concentration"),
    ("dust_2", "抛光一区", "LINE-A", "抛光A线2号工位粉尘浓度", "dust_concentration"),
    ("dust_3", "抛光一区", "LINE-A", "抛光A线3号工位粉尘浓度", "dust_concentration"),
    ("dust_4", "抛光二区", "LINE-B", "抛光B线1号工位粉尘浓度", "dust_concentration"),
    ("dust_5", "抛光二区", "LINE-B", "抛光B线2号工位粉尘浓度", "dust_concentration"),
    ("dust_6", "抛光二区", "LINE-B", "抛光B线3号工位粉尘浓度", "dust_concentration"),
    ("h2_collector_1", "除尘器区", "WET-1", "1#湿式除尘器顶部氢气浓度", "h2_concentration"),
    ("h2_collector_2", "除尘器区", "WET-2", "2#湿式除尘器顶部氢气浓度", "h2_concentration"),
    ("h2_duct", "除尘器区", "WET-1", "风管高点氢气浓度", "h2_concentration"),
    ("h2_sludge", "污泥间", "SLUDGE", "污泥间顶部氢气浓度", "h2_concentration"),
    ("tank_level_1", "除尘器区", "WET-1", "1#湿式除尘器水箱液位", "tank_level"),
    ("tank_level_2", "除尘器区", "WET-2", "2#湿式除尘器水箱液位", "tank_level"),
    ("water_flow_1", "除尘器区", "WET-1", "1#湿式除尘器循环水流量", "water_flow"),
    ("water_flow_2", "除尘器区", "WET-2", "2#湿式除尘器循环水流量", "water_flow"),
    ("fan_1", "除尘器区", "WET-1", "1#除尘风机运行状态", "fan_state"),
    ("fan_2", "除尘器区", "WET-2", "2#除尘风机运行状态", "fan_state"),
    ("spark_1", "抛光一区", "LINE-A", "A线风管火花信号", "spark_count"),
    ("spark_2", "抛光二区", "LINE-B", "B线风管火花信号", "spark_count"),
)

DUST_DRY: tuple[Row, ...] = (
    ("dust_1", "砂光一区", "SAND-A", "砂光A线1号工位粉尘浓度", "dust_concentration"),
    ("dust_2", "砂光一区", "SAND-A", "砂光A线2号工位粉尘浓度", "dust_concentration"),
    ("dust_3", "砂光二区", "SAND-B", "砂光B线1号工位粉尘浓度", "dust_concentration"),
    ("dust_4", "砂光二区", "SAND-B", "砂光B线2号工位粉尘浓度", "dust_concentration"),
    ("dp_1", "除尘器区", "BAG-1", "1#袋式除尘器进出口压差", "filter_dp"),
    ("dp_2", "除尘器区", "BAG-2", "2#袋式除尘器进出口压差", "filter_dp"),
    ("hopper_1", "除尘器区", "BAG-1", "1#除尘器灰斗温度", "hopper_temperature"),
    ("hopper_2", "除尘器区", "BAG-2", "2#除尘器灰斗温度", "hopper_temperature"),
    ("hopper_silo", "料仓", "SILO", "木粉料仓温度", "hopper_temperature"),
    ("spark_1", "砂光一区", "SAND-A", "A线风管火花信号", "spark_count"),
    ("spark_2", "砂光二区", "SAND-B", "B线风管火花信号", "spark_count"),
    ("spark_silo", "料仓", "SILO", "料仓进料管火花信号", "spark_count"),
    ("fan_1", "除尘器区", "BAG-1", "1#除尘风机运行状态", "fan_state"),
    ("fan_2", "除尘器区", "BAG-2", "2#除尘风机运行状态", "fan_state"),
    ("airlock_1", "除尘器区", "BAG-1", "1#锁气卸灰阀运行状态", "airlock_state"),
    ("airlock_2", "除尘器区", "BAG-2", "2#锁气卸灰阀运行状态", "airlock_state"),
    ("airlock_silo", "料仓", "SILO", "料仓卸料阀运行状态", "airlock_state"),
)

#: Noise moves these with every reading; one that stands still for so long is frozen.
_STUCK_AFTER_S = {"receiver_pressure_2": 30.0}

ROWS: dict[Sector, tuple[Row, ...]] = {"ammonia": AMMONIA, "dust_wet": DUST_WET, "dust_dry": DUST_DRY}


def gateways_of(base: str, dialect: Dialect, sector: Sector) -> tuple[PlannedGateway, ...]:
    """The gateways of one plant: one, or for HJ 212 as many loggers as the commonest factor code needs.

    A frame of HJ 212 names a value by factor code alone, so two ammonia probes cannot share one MN.
    """
    if dialect != "hj212":
        return (PlannedGateway(base, "现场采集网关", dialect),)
    rows = ROWS[sector]
    count = max(_nth_of_kind(rows, i) for i in range(len(rows))) + 1
    return tuple(PlannedGateway(f"{base}{n:04d}", f"{n}号数采仪", dialect) for n in range(1, count + 1))


def points_of(
    sector: Sector,
    dialect: Dialect,
    device_codes: dict[str, str],
    gateways: tuple[PlannedGateway, ...],
    dust_oel: float,
) -> tuple[PlannedPoint, ...]:
    """Every signal of one plant, addressed the way its protocol names values."""
    rows = ROWS[sector]
    return tuple(
        _point(row, _nth_of_kind(rows, i), dialect, device_codes[row[2]], gateways, dust_oel)
        for i, row in enumerate(rows)
    )


def _nth_of_kind(rows: tuple[Row, ...], index: int) -> int:
    return sum(1 for row in rows[:index] if row[4] == rows[index][4])


def _point(
    row: Row,
    nth: int,
    dialect: Dialect,
    device_code: str,
    gateways: tuple[PlannedGateway, ...],
    dust_oel: float,
) -> PlannedPoint:
    key, zone, _, name, kind = row
    shows = INSTRUMENTS[kind]
    gateway = gateways[nth] if dialect == "hj212" else gateways[0]
    address = {"hj212": shows.factor, "thingsboard_gateway": f"{device_code}/{key}"}.get(dialect, key)
    point = PlannedPoint(
        key=key,
        address=address,
        gateway_code=gateway.code,
        device_code=device_code,
        zone=zone,
        name=name,
        kind=kind,
        unit=shows.unit,
        resolution=shows.resolution,
        range_low=shows.range_low,
        range_high=shows.range_high,
    )
    return replace(point, site_limits=_site_limits(kind, dust_oel), stuck_after_s=_STUCK_AFTER_S.get(key))


def _site_limits(kind: str, dust_oel: float) -> tuple[SiteLimit, ...]:
    """Set points that a plant's own papers fix; delays follow the trade's starting values."""
    orange, yellow, red = Grade.ORANGE, Grade.YELLOW, Grade.RED
    if kind == "dust_concentration":
        return (SiteLimit("H", 1, dust_oel, orange, dust_oel * 0.05, 5, 5, "岗位粉尘接触限值"),)
    if kind == "filter_dp":
        return (
            SiteLimit("HH", 1, 1500, orange, 30, 15, 15, "设备厂家压差上限"),
            SiteLimit("H", 1, 1200, yellow, 30, 15, 15, "设备厂家清灰压差"),
            SiteLimit("L", -1, 300, orange, 30, 15, 15, "风机运行时的压差下限"),
        )
    if kind == "tank_level":
        return (SiteLimit("L", -1, 0.30, red, 0.02, 30, 5, "水箱最低运行液位"),)
    if kind == "water_flow":
        return (SiteLimit("L", -1, 0.0040, red, 0.0002, 15, 5, "循环水最低流量"),)
    if kind == "quick_freezing_room_temperature":
        return (SiteLimit("H", 1, -18, yellow, 0.5, 60, 10, "库温异常回升"),)
    return ()
