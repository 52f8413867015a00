"""Whatever a camera says about itself: an answer, or none; one device's words never end the search for the others."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.cameras.onvif import discovery, soap
from anlan.cameras.onvif.errors import Fault, LoginRefused, NonsenseAnswer

PARTS = st.sampled_from(
    [
        "<e:Envelope xmlns:e='x'>",
        "</e:Envelope>",
        "<Body>",
        "</Body>",
        "<ProbeMatch>",
        "</ProbeMatch>",
        "<!DOCTYPE x>",
        "&x;",
    ]
) | st.sampled_from(
    [
        "<XAddrs>http://10.0.0.9/ http://[::1/ x</XAddrs>",
        "<Scopes>onvif://a/name/%zz \ud800</Scopes>",
        "<e:Fault/>",
        "\0",
    ]
)
ENCODINGS = st.sampled_from(["utf-8", "gb2312", "utf-7", "hex", "nobody", "utf-16"])


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """Nearly XML, in an encoding of its own."""
    text = f'<?xml version="1.0" encoding="{draw(ENCODINGS)}"?>' + "".join(draw(st.lists(PARTS, max_size=10)))
    return text.encode("utf-8", "replace")


@settings(max_examples=300, deadline=None)
@given(st.one_of(answers(), st.binary(max_size=200)))
def test_any_answer_is_one_or_none(raw: bytes) -> None:
    assert len(discovery.read(raw, "10.0.0.9")) <= 8
    with contextlib.suppress(NonsenseAnswer, LoginRefused, Fault):
        soap.body_of(raw)


@pytest.mark.parametrize("encoding", ["nobody", "hex", "gb2312"])
def test_an_encoding_that_nobody_knows_is_no_answer(encoding: str) -> None:
    raw = f'<?xml version="1.0" encoding="{encoding}"?><Envelope><Body><a/></Body></Envelope>'.encode()
    assert discovery.read(raw, "10.0.0.9") == []
    with pytest.raises(NonsenseAnswer):
        soap.body_of(raw)
