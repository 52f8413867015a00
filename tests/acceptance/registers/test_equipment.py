"""A vessel is tested before its time is over, and whoever forgets is reminded; a failed one stands still."""

import pytest

from tests.acceptance.registers.life import Life, Record, register_life

pytestmark = pytest.mark.django_db


def detector(life: Life, **more: str) -> Record:
    values = {
        "title": "机房氨气探测器", "kind": "gas_detector", "device_no": "D-7", "agency": "省计量院",
        "report_no": "R1", "checked_on": "2025-07-01", "ends_on": "2026-06-30",
    }  # fmt: skip
    return life.creates("manager", "equipment_checks", enterprise=life.plant.pk, **{**values, **more})


def test_a_detector_is_reminded_of_climbs_and_is_tested_again() -> None:
    with register_life("2026-06-01 09:00") as life:
        device = detector(life)
        life.jump(23).told("manager", "principal", why="reminded")
        life.jump(30).told("manager", "principal", why="overdue")
        life.jump(37).told("town", why="overdue")
        late = {"agency": "省计量院", "report_no": "R2", "checked_on": "2026-07-06"}
        life.refused("manager", device, "test", because="应晚于检验日期", ends_on="2026-07-06", **late)
        life.refused("manager", device, "test", because="不能晚于今天", **{**late, "checked_on": "2026-08-01"},
                     ends_on="2027-07-05")  # fmt: skip
        life.does("manager", device, "test", ends_on="2027-07-05", **late)
        assert (device.state, device.data["values"]["check_count"]) == ("valid", 1)


def test_a_failed_device_stands_still_until_it_passes_and_a_scrapped_one_can_come_back() -> None:
    with register_life("2026-06-01 09:00") as life:
        device = detector(life, kind="pressure_vessel", title="贮氨器")
        life.does("town", device, "stop", reason="壁厚不足")
        life.does("manager", device, "test", checked_on="2026-06-01", ends_on="2027-06-01", agency="省特检院",
                  report_no="R9")  # fmt: skip
        life.does("manager", device, "scrap", reason="更新")
        life.does("town", device, "reopen", reason="误报废")
        assert device.state == "stopped"


def test_an_enterprise_sees_its_own_devices_alone() -> None:
    with register_life("2026-06-01 09:00") as life:
        mine = detector(life)
        from tests.factories import EnterpriseFactory, UserFactory

        life.people["stranger"] = UserFactory(role="enterprise_manager", enterprise=EnterpriseFactory())
        assert life.client("stranger").get(mine.path).status_code == 404
        assert life.client("grid").get(mine.path).status_code == 200
