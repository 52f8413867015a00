"""Values with their status codes, and addresses, without a server."""

import math

import pytest
from asyncua import ua

from anlan.domain.quality import Quality
from anlan.gateway.drivers.opcua.config import read_options
from anlan.gateway.drivers.opcua.decode import node_of, value_of

CODES = ua.StatusCodes
CASES = [
    (12.5, CODES.Good, 12.5, Quality.GOOD),
    (7, CODES.Good, 7.0, Quality.GOOD),
    (True, CODES.Good, 1.0, Quality.GOOD),
    (12.5, CODES.Good | 0x0400, 12.5, Quality.GOOD),  # flags of a limit, not another meaning
    (12.5, CODES.GoodLocalOverride, 12.5, Quality.MANUAL),  # typed in by somebody: no measurement
    (12.5, CODES.UncertainLastUsableValue, 12.5, Quality.UNCERTAIN),
    (120.0, CODES.UncertainEngineeringUnitsExceeded, 120.0, Quality.OVER_RANGE),
    (12.5, CODES.BadSensorFailure, 12.5, Quality.FAULT),
    (12.5, CODES.BadOutOfService, 12.5, Quality.STOPPED),
    (12.5, CODES.BadUnexpectedError, 12.5, Quality.BAD),
]


def said(value: object, status: int) -> ua.DataValue:
    return ua.DataValue(ua.Variant(value) if value is not None else None, StatusCode=ua.StatusCode(status))


@pytest.mark.parametrize(("value", "status", "kept", "quality"), CASES)
def test_a_status_code_becomes_a_quality(value: object, status: int, kept: float, quality: Quality) -> None:
    assert value_of(said(value, status)) == (kept, quality)


@pytest.mark.parametrize(
    ("value", "status", "quality"),
    [
        (None, CODES.BadNoCommunication, Quality.LINK_FAULT),
        (None, CODES.BadUnexpectedError, Quality.BAD),
        ("on", CODES.Good, Quality.NOT_A_NUMBER),
        (math.nan, CODES.Good, Quality.NOT_A_NUMBER),
        ([1.0, 2.0], CODES.Good, Quality.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_says_why(value: object, status: int, quality: Quality) -> None:
    found = value_of(said(value, status))
    assert found is not None
    assert math.isnan(found[0])
    assert found[1] == quality


def test_a_node_that_is_not_there_makes_no_reading() -> None:
    assert value_of(said(None, CODES.BadNodeIdUnknown)) is None


@pytest.mark.parametrize("address", ["ns=2;s=Room 1.NH3", "ns=3;i=1001", "i=2258"])
def test_node_ids_are_written_as_everywhere(address: str) -> None:
    assert node_of(address).to_string() == address


@pytest.mark.parametrize("address", ["40001", "ns=2", "nh3", "", "ns=70000;i=1", "nsu=x;i=1"])
def test_what_is_no_node_id_says_what_to_write(address: str) -> None:
    with pytest.raises(ValueError, match="ns=2"):
        node_of(address)


@pytest.mark.parametrize(
    "url", ["", "http://10.0.0.5:4840", "opc.tcp://", "opc.tcp://me:secret@10.0.0.5:4840", "opc.tcp://10.0.0.5:none"]
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_options({"url": url})


def test_the_machine_s_number_takes_the_place_of_its_name() -> None:
    options = read_options({"url": "opc.tcp://plc.example/cell1"})
    assert (options.machine, options.url_at("10.0.0.5")) == ("plc.example", "opc.tcp://10.0.0.5:4840/cell1")
    assert options.url_at("fd00::5") == "opc.tcp://[fd00::5]:4840/cell1"
