"""Whatever an endpoint answers to a call: understood, or refused by a word; a call never ends the process."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.kit.http_digest import answerable, authorization
from anlan.kit.sip import message
from anlan.kit.sip.address import SipAddress
from anlan.kit.sip.audio import answered
from anlan.kit.sip.dialogue import Dialogue, Login
from anlan.kit.sip.message import Response
from anlan.kit.sip.refusals import Refused

LINES = st.sampled_from(
    ["m=audio 4000 RTP/AVP 8 0", "m=audio 99999 RTP/AVP 8", "m=audio 0 RTP/AVP 0", "m=audio 4000 RTP/AVP 101"]
) | st.sampled_from(
    ["c=IN IP4 10.0.0.9", "c=IN IP4 999.1.1.1", "c=IN IP4 0.0.0.0", "c=IN IP6 ::1", "a=inactive", "v=0", "=", "m="]
)
PIECES = st.sampled_from(
    [
        'realm="x"',
        "nonce=1",
        'nonce="',
        "qop=auth",
        'qop="auth-int"',
        "algorithm=MD5",
        "algorithm=X",
        "opaque=\\",
        ",",
        "=",
    ]
)
CHALLENGES = st.one_of(
    st.lists(PIECES, max_size=6).map(lambda parts: "Digest " + ", ".join(parts)), st.text(max_size=80)
)
HEADER = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=60)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(LINES, max_size=8).map(lambda lines: "\r\n".join(lines).encode())))
def test_any_answer_names_a_place_for_sound_or_is_refused(body: bytes) -> None:
    with contextlib.suppress(Refused):
        found = answered(body)
        assert 0 < found.port < 65_536
        assert found.payload_type in (0, 8)


@settings(max_examples=300, deadline=None)
@given(CHALLENGES)
def test_any_challenge_is_answered_without_the_password_or_not_at_all(challenge: str) -> None:
    answerable([challenge])
    answer = authorization(challenge, "OPTIONS", "sip:1@2", "watch", "geheim")
    assert answer is None or ("geheim" not in answer and "\r" not in answer and "\n" not in answer)


@settings(max_examples=300, deadline=None)
@given(st.lists(CHALLENGES, max_size=3), HEADER, HEADER, HEADER)
def test_any_answer_can_be_ended_by_a_message_that_is_one(
    challenges: list[str], contact: str, route: str, to: str
) -> None:
    dialogue = Dialogue(SipAddress.parse("sip:8001@10.0.0.9"), "10.0.0.1:5060", Login("watch", "geheim"))
    headers = (("contact", contact), ("record-route", route), ("to", to))
    answer = Response((*headers, *(("www-authenticate", one) for one in challenges)), status=401)
    dialogue.login_for(answer, "INVITE")
    for method in ("ACK", "BYE"):
        raw = message.written(dialogue.within(method, answer))
        head = raw.partition(b"\r\n\r\n")[0]
        assert head.count(b"\r\n") == len(head.splitlines()) - 1
        with contextlib.suppress(Refused):
            message.parse(raw)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_an_address_or_says_what_to_write(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert str(SipAddress.parse(text)).startswith("sip:")
