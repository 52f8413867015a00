"""Each channel against a server that speaks the provider's documented format."""

import base64
import hashlib
import hmac
import json
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import http_ece
import pytest
from aiosmtpd.controller import Controller
from bench.ports import free_port
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from anlan.records.notices.channels.catalogue import class_of, kinds
from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Outgoing
from tests.servers.providers import Provider, provider

MESSAGE = Message(
    key="k1",
    title="【红】标题",
    short='【红】短"信&内容={phone}',
    body="正文\n第二行",
    link="https://a.cn/1",
    grade="red",
)
PHONE = Address("phone", "13800000001")


def send(kind: str, config: dict[str, Any], to: Address = PHONE, message: Message = MESSAGE) -> Outcome:
    defaults = {field.name: field.default for field in kinds()[kind].fields}
    return class_of(kind)({**defaults, **config}, Outgoing(["127.0.0.1"], timeout_s=1.0)).send(message, to)


def test_every_folder_is_a_channel_with_a_page_of_its_own() -> None:
    assert {"email", "dingtalk", "wecom", "feishu", "sms", "voice", "webpush", "apprise_url"} <= set(kinds())
    for name, kind in kinds().items():
        assert class_of(name).__doc__
        assert kind.address in ("phone", "email", "push", "none")


def test_dingtalk_signs_and_names_the_person() -> None:
    with provider() as there:
        there.answer = {"errcode": 0, "errmsg": "ok"}
        url = f"{there.url}/robot/send?access_token=t"
        assert send("dingtalk", {"url": url, "secret": "SECabc"}).result == Result.SENT
        query = parse_qs(urlsplit(there.taken[0].path).query)
        said = f"{query['timestamp'][0]}\nSECabc".encode()
        assert base64.b64decode(query["sign"][0]) == hmac.new(b"SECabc", said, hashlib.sha256).digest()
        body = there.taken[0].json()
        assert body["msgtype"] == "text"
        assert body["at"] == {"atMobiles": ["13800000001"], "isAtAll": False}
        assert "正文" in body["text"]["content"]


def test_wecom_names_the_person() -> None:
    with provider() as there:
        there.answer = {"errcode": 0, "errmsg": "ok"}
        assert send("wecom", {"url": f"{there.url}/cgi-bin/webhook/send?key=k"}).result == Result.SENT
        assert there.taken[0].json() == {
            "msgtype": "text", "text": {"content": "正文\n第二行", "mentioned_mobile_list": ["13800000001"]}
        }  # fmt: skip


def test_feishu_signs_in_the_body() -> None:
    with provider() as there:
        there.answer = {"code": 0, "msg": "success"}
        assert send("feishu", {"url": there.url, "secret": "s"}).result == Result.SENT
        body = there.taken[0].json()
        digest = hmac.new(f"{body['timestamp']}\ns".encode(), b"", hashlib.sha256).digest()
        assert base64.b64decode(body["sign"]) == digest
        assert body["content"]["text"] == "正文\n第二行"


def test_what_people_wrote_calls_on_nobody_in_feishu() -> None:
    called = replace(MESSAGE, body='<at user_id="all">大家</at>')
    with provider() as there:
        there.answer = {"code": 0, "msg": "success"}
        assert send("feishu", {"url": there.url}, message=called).result == Result.SENT
        assert "<at" not in there.taken[0].json()["content"]["text"]


@pytest.mark.parametrize(
    ("kind", "answer", "result"),
    [
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, Result.REFUSED),
        ("dingtalk", {"errcode": 130101, "errmsg": "send too fast"}, Result.DOWN),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, Result.REFUSED),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, Result.DOWN),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, Result.REFUSED),
        ("feishu", {"code": 11232, "msg": "frequency limited"}, Result.DOWN),
        ("feishu", b"not json", Result.REFUSED),
    ],
)
def test_a_no_that_comes_with_http_200_is_a_no(kind: str, answer: Any, result: Result) -> None:
    with provider() as there:
        there.answer = answer
        assert send(kind, {"url": there.url + "/?a=b"}).result == result


SMS = {
    "body": '{"mobile": "{phone}", "content": "{text}", "auth": {"k": "{secret}"}}',
    "secret": "s3",
    "ref_field": "data.id",
}


@pytest.mark.parametrize("kind", ["sms", "voice"])
def test_the_template_is_filled_in_and_the_number_of_the_message_kept(kind: str) -> None:
    with provider() as there:
        outcome = send(kind, {**SMS, "url": there.url})
        assert outcome == Outcome(Result.SENT, ref="m-1")
        # A text with quotes and placeholders stays a text.
        assert there.taken[0].json() == {"mobile": "13800000001", "content": MESSAGE.short, "auth": {"k": "s3"}}


def test_a_form_is_filled_in_value_by_value() -> None:
    with provider() as there:
        config = {
            "url": there.url,
            "headers": "Content-Type: application/x-www-form-urlencoded",
            "body": "to={phone}&msg={text}",
        }
        assert send("sms", config).result == Result.SENT
        assert parse_qs(there.taken[0].body.decode()) == {"to": ["13800000001"], "msg": [MESSAGE.short]}


def test_a_header_cannot_be_broken_into_two() -> None:
    with provider() as there:
        sneaky = Message(key="a\r\nX-Evil: 1", title="", short="", body="")
        send("sms", {"url": there.url, "headers": "X-Key: {key}", "body": "{}"}, message=sneaky)
        assert "X-Evil" not in there.taken[0].headers


@pytest.mark.parametrize(
    ("mood", "status", "result"),
    [
        ("busy", 200, Result.DOWN), ("broken", 200, Result.UNCERTAIN), ("silent", 200, Result.UNCERTAIN),
        ("well", 400, Result.REFUSED), ("well", 429, Result.DOWN), ("well", 302, Result.REFUSED),
    ],
)  # fmt: skip
def test_each_way_to_fail_has_its_name(mood: str, status: int, result: Result) -> None:
    with provider() as there:
        there.mood, there.status = mood, status
        assert send("sms", {**SMS, "url": there.url}).result == result


def test_a_gateway_that_says_no_in_its_answer_is_believed() -> None:
    with provider() as there:
        there.answer = {"code": "1002", "msg": "balance"}
        outcome = send("sms", {**SMS, "url": there.url})
        assert (outcome.result, outcome.why) == (Result.REFUSED, "code=1002，应为 0")


class _Inbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


def test_a_mail_arrives_at_a_real_smtp_server() -> None:
    inbox, port = _Inbox(), free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        config = {"host": "127.0.0.1", "port": port, "mode": "insecure", "sender": "anlan@example.cn"}
        assert send("email", config, Address("email", "duty@example.cn")).result == Result.SENT
        to, mail = inbox.mails[0]
        assert to == ["duty@example.cn"]
        assert mail["subject"] == MESSAGE.title
        assert "第二行" in mail.get_content()
    finally:
        server.stop()


def test_a_mail_server_inside_needs_the_setting_and_one_that_is_away_is_no_success() -> None:
    config = {"host": "127.0.0.1", "port": free_port(), "mode": "insecure", "sender": "anlan@example.cn"}
    to = Address("email", "duty@example.cn")
    assert send("email", config, to).result == Result.UNCERTAIN
    assert class_of("email")(config, Outgoing()).send(MESSAGE, to).result == Result.REFUSED


@pytest.mark.parametrize(
    "url", ["syslog://", "file:///tmp/x", "dbus://", "json://127.0.0.1/", "nonsense", "json://10.0.0.1/"]
)
def test_an_apprise_address_stays_off_this_machine_and_network(url: str) -> None:
    assert class_of("apprise_url")({"url": url}, Outgoing()).send(MESSAGE, PHONE).result == Result.REFUSED


def test_an_apprise_address_that_is_allowed_is_used() -> None:
    with provider() as there:
        assert send("apprise_url", {"url": f"json://127.0.0.1:{there.port}/hook"}).result == Result.SENT
        assert there.taken[0].json()["message"].startswith("正文")


def test_an_apprise_address_is_not_led_elsewhere() -> None:
    with provider() as there, provider() as elsewhere:
        there.status, there.elsewhere = 307, elsewhere.url
        assert send("apprise_url", {"url": f"json://127.0.0.1:{there.port}/hook?redirect=yes"}).result != Result.SENT
        assert elsewhere.asked == 0


def _browser(there: Provider) -> tuple[ec.EllipticCurvePrivateKey, bytes, str]:
    key, auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(public).decode(), "auth": base64.urlsafe_b64encode(auth).decode()}
    return key, auth, json.dumps({"endpoint": f"{there.url}/push/1", "keys": keys})


def test_a_push_can_be_read_by_that_browser_and_is_signed() -> None:
    from anlan.records.notices.administration import _push_keys

    with provider() as there:
        there.status = 201
        key, auth, subscription = _browser(there)
        config = {**_push_keys(), "subject": "mailto:ops@example.cn", "services": "127.0.0.1"}
        assert send("webpush", config, Address("push", subscription)).result == Result.SENT
        arrived = there.taken[0]
        plain = json.loads(http_ece.decrypt(arrived.body, private_key=key, auth_secret=auth, version="aes128gcm"))
        assert plain["title"] == MESSAGE.title
        assert arrived.headers["Authorization"].startswith("vapid t=")
        assert config["public_key"] in arrived.headers["Authorization"]
        assert arrived.headers["Urgency"] == "high"


@pytest.mark.parametrize("subscription", ["{}", "[]", "x", '{"endpoint": "https://evil.example/x", "keys": {}}'])
def test_a_subscription_from_elsewhere_is_refused(subscription: str) -> None:
    config = {"subject": "mailto:a@b.cn", "private_key": "", "public_key": ""}
    assert send("webpush", config, Address("push", subscription)).result == Result.REFUSED
