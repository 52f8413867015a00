"""Small parts of the ONVIF client: digests by the RFC's own examples, and answers of the newer media service."""

import pytest
from defusedxml.ElementTree import fromstring

from anlan.cameras.onvif import answers, soap
from anlan.cameras.onvif.errors import Fault, LoginRefused, NonsenseAnswer
from anlan.kit import http_digest
from anlan.kit.http_digest import authorization

RFC_7616 = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_a_digest_is_that_of_the_rfc(algorithm: str, response: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_digest.secrets, "token_hex", lambda size: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ")
    challenge = RFC_7616.format(algorithm=algorithm)
    said = authorization(challenge, "GET", "/dir/index.html", "Mufasa", "Circle of Life")
    assert said is not None
    assert f'response="{response}"' in said
    assert 'username="Mufasa"' in said


@pytest.mark.parametrize(
    "challenge",
    [
        'Basic realm="cam"',
        "",
        "Digest",
        'Digest realm="x", nonce="n", algorithm=MD4',
        'Digest nonce="n", qop="auth-int"',
    ],
)
def test_what_we_do_not_speak_is_not_answered(challenge: str) -> None:
    assert authorization(challenge, "POST", "/", "u", "p") is None


def test_a_challenge_cannot_break_out_of_the_header() -> None:
    said = authorization('Digest realm="a\r\nX: 1", nonce="n\\"b"', "POST", "/", "u", "p")
    assert said is not None
    assert "\r" not in said
    assert "\n" not in said


MEDIA2 = """<x:GetProfilesResponse xmlns:x="http://www.onvif.org/ver20/media/wsdl"
 xmlns:tt="http://www.onvif.org/ver10/schema">
<x:Profiles token="p1"><x:Name>main</x:Name><x:Configurations><x:VideoEncoder token="v"><tt:Encoding>H265</tt:Encoding>
<tt:Resolution><tt:Width>1920</tt:Width><tt:Height>1080</tt:Height></tt:Resolution></x:VideoEncoder>
<x:PTZ token="z"><tt:NodeToken>n0</tt:NodeToken></x:PTZ></x:Configurations></x:Profiles>
<x:Profiles token="p2"><x:Name>metadata only</x:Name></x:Profiles></x:GetProfilesResponse>"""


def test_profiles_of_the_newer_media_service() -> None:
    main, other = answers.profiles_of(fromstring(MEDIA2))
    assert main[:6] == ("p1", "main", "H265", 1920, 1080, "n0")
    assert (main.turns, main.zooms) == (True, True)  # neither space is named: both are tried
    assert other.width == 0
    assert answers.sub_stream([other, main]) == main
    assert answers.turning([other, main]) == main


def test_the_widest_is_taken_where_none_is_wide_enough_and_nothing_where_there_is_none() -> None:
    small = [answers.Profile(str(wide), "", "", wide, wide, "") for wide in (160, 352, 320)]
    chosen = answers.sub_stream(small)
    assert chosen is not None
    assert chosen.token == "352"
    assert answers.sub_stream([]) is None
    assert answers.turning(small) is None


def envelope(body: str) -> bytes:
    return (
        f'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{body}</s:Body></s:Envelope>'.encode()
    )


def fault(code: str, reason: str) -> bytes:
    return envelope(
        f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{code}</s:Value></s:Subcode></s:Code>"
        f"<s:Reason><s:Text>{reason}</s:Text></s:Reason></s:Fault>"
    )


def test_faults_are_told_apart_and_read_as_plain_text() -> None:
    with pytest.raises(LoginRefused):
        soap.body_of(fault("ter:NotAuthorized", "no"))
    with pytest.raises(LoginRefused):
        soap.body_of(fault("wsse:FailedAuthentication", "no"))
    with pytest.raises(Fault, match=r"^the device refuses: no\[31msuch$"):
        soap.body_of(fault("ter:InvalidArgVal", "no&#x85;[31msuch"))


@pytest.mark.parametrize("answer", [b"", b"<a/>", envelope(""), b"\xff\xfe", b"<a>" * 100_000])
def test_what_is_no_envelope_is_refused(answer: bytes) -> None:
    with pytest.raises(NonsenseAnswer):
        soap.body_of(answer)


@pytest.mark.parametrize("year", ["0", "99999", "x", ""])
def test_a_clock_that_shows_nonsense_is_taken_for_right(year: str) -> None:
    told = fromstring(
        f"<r><SystemDateAndTime><UTCDateTime><Time><Hour>1</Hour><Minute>2</Minute><Second>3</Second></Time><Date><Year>"
        f"{year}</Year><Month>1</Month><Day>1</Day></Date></UTCDateTime></SystemDateAndTime></r>"
    )
    assert answers.device_time_s(told) is None
