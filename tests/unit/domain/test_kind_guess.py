"""What a device calls its values is read as a person would, and doubt stays doubt."""

import pytest

from anlan.domain.kind_guess import guess_kind
from anlan.domain.rule_set import rule_set


@pytest.mark.parametrize(
    ("address", "unit", "kind"),
    [
        ("nh3_1", "", "nh3_concentration"), ("机房氨气", "", "nh3_concentration"), ("x7", "ppm", "nh3_concentration"),
        ("dust-2", "", "dust_concentration"), ("3号口粉尘", "", "dust_concentration"),
        ("ai0", "mg/m³", "dust_concentration"),
        ("H2.1", "%LEL", "h2_concentration"), ("fan", "", "fan_state"), ("filter_dp", "Pa", "filter_dp"),
        ("temp1", "", ""), ("ai3", "", ""), ("", "", ""), ("ch2o", "", ""),
    ],
)  # fmt: skip
def test_addresses_and_units(address: str, unit: str, kind: str) -> None:
    assert guess_kind(address, unit) == kind
    assert kind == "" or kind in rule_set()
