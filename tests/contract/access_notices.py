"""Access rows of notices: everybody's own, the administrator's channels, the providers' receipts."""

from anlan.records.accounts.choices import Permission
from anlan.records.notices.models import Channel, Delivery
from tests.contract.access import PUBLIC, SIGNED_IN, Place, Route, World

CHANNEL = Permission.NOTICE_CHANNELS
REFUSED = frozenset({404, 422})


def channel(world: World, place: Place) -> dict[str, object]:
    fields = {"label": "短信", "kind": "sms", "options": {"url": "https://sms.example.cn", "body": "{}"}}
    return {"channel_id": Channel.objects.get_or_create(name="sms", defaults=fields)[0].pk}


def delivery(world: World, place: Place) -> dict[str, object]:
    row = Delivery.objects.filter(purpose="test").first()
    if row is None:
        to = Channel.objects.get(pk=channel(world, place)["channel_id"])
        row = Delivery.objects.create(channel=to, purpose="test", key="k", give_up_at="2026-11-23T00:00Z")
    return {"delivery_id": row.pk}


NEW = {"name": "new", "label": "新", "kind": "sms", "config": {"url": "https://a.cn", "body": "{}"}}
BROWSER = {"subscription": {"endpoint": "https://evil.example/1", "keys": {}}}
MAY_BE_TAKEN = frozenset({422})

ROUTES = [
    # A person's own: no permission of a token covers how they are told.
    Route("GET", "/api/notices", SIGNED_IN, takes_tokens=False),
    Route("POST", "/api/notices/{notice_id}/read", SIGNED_IN, lambda w, p: {"notice_id": 1}, is_scoped=False,
          may_answer=REFUSED, takes_tokens=False),
    Route("GET", "/api/me/notice-preferences", SIGNED_IN, takes_tokens=False),
    Route("PUT", "/api/me/notice-preferences", SIGNED_IN, body=lambda w, p: {"language": "en"}, takes_tokens=False),
    Route("POST", "/api/me/contacts", SIGNED_IN, body=lambda w, p: {"kind": "phone", "value": "x"},
          may_answer=REFUSED, takes_tokens=False),
    Route("POST", "/api/me/contacts/verify", SIGNED_IN,
          body=lambda w, p: {"kind": "phone", "value": "1", "code": "1"}, may_answer=REFUSED, takes_tokens=False),
    Route("POST", "/api/me/push-subscriptions", SIGNED_IN, body=lambda w, p: BROWSER, may_answer=REFUSED,
          takes_tokens=False),
    Route("DELETE", "/api/me/push-subscriptions", SIGNED_IN, body=lambda w, p: {"endpoint": "https://a.cn/1"},
          takes_tokens=False),
    Route("GET", "/api/notice-channels", CHANNEL),
    Route("POST", "/api/notice-channels", CHANNEL, body=lambda w, p: NEW, may_answer=MAY_BE_TAKEN,
          takes_tokens=False),
    Route("PATCH", "/api/notice-channels/{channel_id}", CHANNEL, channel, body=lambda w, p: {"rank": 2},
          is_scoped=False, takes_tokens=False),
    Route("POST", "/api/notice-channels/{channel_id}/test", CHANNEL, channel, body=lambda w, p: {"address": "1"},
          is_scoped=False),
    Route("GET", "/api/notice-deliveries/{delivery_id}", CHANNEL, delivery, is_scoped=False),
    Route("POST", "/api/notice-receipts/{name}", PUBLIC, lambda w, p: {"name": "sms"}, body=lambda w, p: {},
          is_scoped=False, may_answer=REFUSED),
    Route("POST", "/api/notice-replies/{name}", PUBLIC, lambda w, p: {"name": "sms"}, body=lambda w, p: {},
          is_scoped=False, may_answer=REFUSED),
]  # fmt: skip
