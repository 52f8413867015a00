"""The stories: what goes wrong in which plant, and what only looks as if it did.

Lengths follow the published delays: a condition holds for its on-delay and a margin of a few sendings, so that
every alarm it is meant to cause is certain, and is over well before the story ends.
"""

from collections.abc import Callable

from anlan.demo.plants.sensors import Fault
from anlan.demo.scenarios import Curve, LinkTrouble, Scenario, SensorTrouble

#: (enterprise number, point key, label) → seconds: the published on-delay, or for "stuck", "fault" and "offline" how
#: long the condition must last.
Delay = Callable[[int, str, str], float]

#: Seconds a condition holds beyond its delay: two sendings of the slowest plant and the engine's tick.
MARGIN_S = 14.0


def all_stories(delay: Delay) -> list[Scenario]:
    """Every story, the first leak first."""
    return [
        leak_in_machine_room(1),
        leak_at_valve_station(3),
        leak_beyond_range(5),
        receiver_overfilled(2, delay),
        recirculator_high(3, delay),
        condenser_fails(2, delay),
        dust_builds_up(6, delay),
        hydrogen_gathers(7),
        water_pump_fails(8, delay),
        sparks(9),
        hopper_hot(9, delay),
        collector_stops(10, delay),
        airlock_stops(9, delay),
        crowd_in_freezer(1, delay),
        sensor_reports_fault(8, delay),
        sensor_sticks(1, delay),
        gateway_vanishes(4, delay),
        *near_misses(),
    ]


def near_misses() -> list[Scenario]:
    """What must not raise anything."""
    return [
        spike_below_limit(1),
        glitch_of_one_sample(6),
        maintenance(1),
        calibration(2),
        bad_frames(10),
        doubles(8),
        doubles(6),
        clock_slow(7),
        clock_years_ahead(5),
    ]


# --- ammonia -----------------------------------------------------------------------------------


def leak_in_machine_room(enterprise: int) -> Scenario:
    """A gland gives way: the machine room fills to over 100 ppm, the valve station follows, the exhaust clears both."""
    return Scenario(
        "leak_machine_room",
        "制冷机房氨泄漏",
        enterprise,
        100,
        curves=(
            Curve("leak.制冷机房", ((0, 0), (10, 2.2), (24, 2.2), (26, 0))),
            Curve("exhaust.制冷机房", ((27, 0), (29, 9.4), (100, 9.4))),
            Curve("exhaust.阀站", ((27, 0), (29, 6.0), (100, 6.0))),
        ),
        means=(("nh3_machine_1", "H"), ("nh3_machine_1", "HH"), ("nh3_machine_1", "HHH"), ("nh3_machine_2", "HH")),
    )


def leak_at_valve_station(enterprise: int) -> Scenario:
    """A flange at the valve station seeps: level 2, no more."""
    return Scenario(
        "leak_valve_station",
        "阀站氨泄漏",
        enterprise,
        90,
        curves=(
            Curve("leak.阀站", ((0, 0), (8, 0.42), (26, 0.42), (28, 0))),
            Curve("exhaust.阀站", ((30, 0), (32, 6.0), (90, 6.0))),
            Curve("exhaust.制冷机房", ((30, 0), (32, 6.0), (90, 6.0))),
        ),
        means=(("nh3_valve", "H"), ("nh3_valve", "HH")),
    )


def leak_beyond_range(enterprise: int) -> Scenario:
    """A coil bursts in the quick-freezing room: the probe goes beyond its range, which is no reason to fall silent."""
    return Scenario(
        "leak_beyond_range",
        "速冻间氨泄漏超量程",
        enterprise,
        105,
        curves=(
            Curve("leak.速冻间", ((0, 0), (6, 4.5), (18, 4.5), (20, 0))),
            Curve("exhaust.速冻间", ((26, 0), (28, 12), (105, 12))),
            Curve("exhaust.阀站", ((10, 0), (12, 6), (105, 6))),
            Curve("exhaust.包装间", ((10, 0), (12, 12), (105, 12))),
        ),
        means=(("nh3_freezer", "H"), ("nh3_freezer", "HH"), ("nh3_freezer", "HHH"), ("nh3_freezer", "IDLH")),
    )


def receiver_overfilled(enterprise: int, delay: Delay) -> Scenario:
    """The charging hose is left open: receiver 1 rises past 80 %, is drained, and settles."""
    rise_s = 10.0
    hold_s = max(delay(enterprise, "receiver_level_1", label) for label in ("H", "HH")) + MARGIN_S
    drain = rise_s + hold_s
    return Scenario(
        "high_level",
        "储氨器液位过高",
        enterprise,
        drain + 24,
        curves=(
            Curve("feed.1", ((0, 3.3), (rise_s, 3.3), (rise_s, 0.001), (drain, 0.001))),
            Curve("drain.1", ((drain, 4.0), (drain + 8, 4.0))),
        ),
        means=(("receiver_level_1", "H"), ("receiver_level_1", "HH")),
    )


def recirculator_high(enterprise: int, delay: Delay) -> Scenario:
    """Liquid comes back faster than the pump takes it: recirculator 2 stands at 38 %."""
    hold_s = 6 + delay(enterprise, "recirculator_level_2", "H") + MARGIN_S
    return Scenario(
        "recirculator_high",
        "低压循环桶液位过高",
        enterprise,
        hold_s + 24,
        curves=(
            Curve("liquid.2", ((0, 3.4), (6, 3.4), (6, 0.001), (hold_s, 0.001), (hold_s, -2.5), (hold_s + 8, -2.5))),
        ),
        means=(("recirculator_level_2", "H"),),
    )


def condenser_fails(enterprise: int, delay: Delay) -> Scenario:
    """The condenser's fan trips: temperature and pressure climb together, and fall when it is reset."""
    hold_s = max(delay(enterprise, "receiver_pressure_1", "H"), delay(enterprise, "condensing_temperature", "H"))
    end = 9 + hold_s + MARGIN_S
    return Scenario(
        "condenser_fault",
        "冷凝器风机故障",
        enterprise,
        end + 24,
        curves=(
            Curve("condenser_fault", ((0, 2.2), (9, 2.2), (9, 0.85), (end, 0.85))),
            Curve("condenser_boost", ((end, 1), (end + 24, 1))),
        ),
        means=(("condensing_temperature", "H"), ("receiver_pressure_1", "H")),
    )


def crowd_in_freezer(enterprise: int, delay: Delay) -> Scenario:
    """A shift change brings more than nine people into the quick-freezing room."""
    hold_s = delay(enterprise, "freezer_people", "H") + MARGIN_S
    return Scenario(
        "people_over_limit",
        "速冻间超员",
        enterprise,
        hold_s + 12,
        curves=(Curve("people", ((0, 8), (hold_s, 8))),),
        means=(("freezer_people", "H"),),
    )


# --- dust --------------------------------------------------------------------------------------


def dust_builds_up(enterprise: int, delay: Delay) -> Scenario:
    """A duct of line A is blocked: dust rises at its posts until somebody clears it."""
    hold_s = 14 + delay(enterprise, "dust_1", "H") + MARGIN_S
    return Scenario(
        "dust_build_up",
        "抛光区粉尘浓度超限",
        enterprise,
        hold_s + 40,
        curves=(Curve("extraction.1", ((0, 1), (3, 0.03), (hold_s, 0.03), (hold_s + 3, 1))),),
        means=(("dust_1", "H"), ("dust_2", "H")),
    )


def hydrogen_gathers(enterprise: int) -> Scenario:
    """Sludge in collector 1 makes hydrogen faster than the draught takes it, past 50 %LEL."""
    return Scenario(
        "hydrogen",
        "湿式除尘器氢气积聚",
        enterprise,
        80,
        curves=(
            Curve("hydrogen.collector_1", ((0, 0), (4, 3.2), (36, 3.2), (38, 0))),
            Curve("exhaust", ((38, 0), (40, 1), (80, 1))),
        ),
        means=(("h2_collector_1", "H"), ("h2_collector_1", "HH")),
    )


def water_pump_fails(enterprise: int, delay: Delay) -> Scenario:
    """The pump of collector 1 stops: no water, and dust that goes dry."""
    hold_s = 4 + delay(enterprise, "water_flow_1", "L") + MARGIN_S
    return Scenario(
        "water_flow_low",
        "湿式除尘器断水",
        enterprise,
        hold_s + 24,
        curves=(Curve("pump.1", ((0, 0), (hold_s, 0))),),
        means=(("water_flow_1", "L"),),
    )


def sparks(enterprise: int) -> Scenario:
    """One spark on line B, then a volley."""
    return Scenario(
        "sparks",
        "风管火花",
        enterprise,
        62,
        # The volley comes well after the single spark's alarm is over: window, off-delay and two sendings.
        curves=(Curve("sparks.2", ((2, 1), (2.5, 1))), Curve("sparks.2", ((30, 2), (36, 2)))),
        means=(("spark_2", "H"), ("spark_2", "HH")),
    )


def hopper_hot(enterprise: int, delay: Delay) -> Scenario:
    """A glowing nest in hopper 2: past 70 °C for longer than the delay, then cooled."""
    hold_s = 5 + delay(enterprise, "hopper_2", "H") + MARGIN_S
    return Scenario(
        "hopper_hot",
        "灰斗温度过高",
        enterprise,
        hold_s + 24,
        curves=(Curve("heat.2", ((0, 9), (5, 9), (5, 0.0001), (hold_s, 0.0001))),),
        means=(("hopper_2", "H"),),
    )


def collector_stops(enterprise: int, delay: Delay) -> Scenario:
    """Fan 1 trips while the line runs: the state tells it at once, the pressure drop and the dust follow."""
    hold_s = max(delay(enterprise, "fan_1", "L"), delay(enterprise, "dp_1", "L"), delay(enterprise, "dust_1", "H"))
    end = 10 + hold_s + MARGIN_S
    return Scenario(
        "fan_stop",
        "除尘风机停机",
        enterprise,
        end + 40,
        curves=(Curve("fan.1", ((0, 0), (end, 0))),),
        means=(("fan_1", "L"), ("dp_1", "L"), ("dust_1", "H")),
    )


def airlock_stops(enterprise: int, delay: Delay) -> Scenario:
    """The airlock under hopper 1 jams."""
    hold_s = delay(enterprise, "airlock_1", "L") + MARGIN_S
    return Scenario(
        "airlock_stop",
        "锁气卸灰阀停转",
        enterprise,
        hold_s + 14,
        curves=(Curve("airlock.1", ((0, 0), (hold_s, 0))),),
        means=(("airlock_1", "L"),),
    )


# --- instruments and lines -----------------------------------------------------------------------


def sensor_reports_fault(enterprise: int, delay: Delay) -> Scenario:
    """A hydrogen probe reports a fault (data flag D)."""
    hold_s = delay(enterprise, "h2_sludge", "fault") + MARGIN_S
    return Scenario(
        "sensor_fault",
        "探头故障",
        enterprise,
        hold_s + 14,
        sensors=(SensorTrouble("h2_sludge", 0, hold_s, Fault(flag="D")),),
        means=(("h2_sludge", "fault"),),
    )


def sensor_sticks(enterprise: int, delay: Delay) -> Scenario:
    """A pressure transmitter freezes at its last value."""
    hold_s = delay(enterprise, "receiver_pressure_2", "stuck") + MARGIN_S
    return Scenario(
        "sensor_stuck",
        "变送器数值冻结",
        enterprise,
        hold_s + 14,
        sensors=(SensorTrouble("receiver_pressure_2", 0, hold_s, Fault(freeze=True)),),
        means=(("receiver_pressure_2", "stuck"),),
    )


def gateway_vanishes(enterprise: int, delay: Delay) -> Scenario:
    """The plant loses its line, goes on measuring, and comes back with everything it kept."""
    away_s = delay(enterprise, "", "offline") + MARGIN_S
    return Scenario(
        "gateway_vanishes",
        "网关断线续传",
        enterprise,
        away_s + 14,
        links=(LinkTrouble("vanish", 0, away_s),),
        means=(("", "offline"),),
    )


# --- near misses ---------------------------------------------------------------------------------


def spike_below_limit(enterprise: int) -> Scenario:
    """A whiff of ammonia in the packing room: 22 ppm at its height."""
    return Scenario(
        "spike_below_limit",
        "短时升高未超限",
        enterprise,
        20,
        sensors=(SensorTrouble("nh3_packing", 0, 8, Fault(add=22.0)),),
    )


def glitch_of_one_sample(enterprise: int) -> Scenario:
    """Static on one cable: a single sample far above the limit, inside its on-delay."""
    return Scenario(
        "one_sample_glitch",
        "单点毛刺",
        enterprise,
        10,
        sensors=(SensorTrouble("dust_5", 2.0, 3.0, Fault(add=12.0)),),
    )


def maintenance(enterprise: int) -> Scenario:
    """The cold-store probe is tested with gas while it says it is under maintenance (M)."""
    return Scenario(
        "maintenance_flag",
        "检修状态通气试验",
        enterprise,
        26,
        sensors=(SensorTrouble("nh3_store", 0, 16, Fault(add=120.0, flag="M")),),
    )


def calibration(enterprise: int) -> Scenario:
    """The charging-area probe is calibrated (C) with span gas."""
    return Scenario(
        "calibration_flag",
        "探头标定",
        enterprise,
        36,
        sensors=(SensorTrouble("nh3_charging", 0, 24, Fault(add=250.0, flag="C")),),
    )


def bad_frames(enterprise: int) -> Scenario:
    """Noise on the line: frames with wild values and a wrong CRC."""
    return Scenario("bad_crc", "校验错误报文", enterprise, 24, links=(LinkTrouble("bad_crc", 0, 16),))


def doubles(enterprise: int) -> Scenario:
    """A nervous logger sends every message twice."""
    return Scenario("duplicates", "重复报文", enterprise, 26, links=(LinkTrouble("duplicate", 0, 18),))


def clock_slow(enterprise: int) -> Scenario:
    """The gateway's clock is set back 17 s, and later right again. Its newest stamps lie in the past for a while."""
    # Not a multiple of the sending interval: no two readings of a point may carry one stamp.
    return Scenario("clock_slow", "网关时钟偏慢", enterprise, 40, links=(LinkTrouble("skew", 0, 30, skew_s=-11.35),))


def clock_years_ahead(enterprise: int) -> Scenario:
    """After a power cut a gateway believes it is two hours later."""
    return Scenario("clock_ahead", "网关时钟超前", enterprise, 24, links=(LinkTrouble("skew", 0, 13, skew_s=7200.4),))
