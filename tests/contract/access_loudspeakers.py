"""Access rows of loudspeakers, their rules and sentences, and of what is said through them."""

from anlan.records.accounts.choices import Permission
from anlan.records.core import clock
from anlan.records.loudspeakers.choices import Reason
from anlan.records.loudspeakers.models import Broadcast, Loudspeaker, Sentence
from anlan.records.loudspeakers.planning import call_add
from tests.contract.access import Place, Route, World
from tests.factories.loudspeakers import loudspeaker as horn_of

VIEW, MANAGE, SPEAK = Permission.SITE_VIEW, Permission.LOUDSPEAKER_MANAGE, Permission.BROADCAST_SPEAK
TEXT = {"text": "请注意", "repeats": 1}
#: Ten wait already: the horn's answer, not access.
FULL = frozenset({429})


def horn(place: Place) -> Loudspeaker:
    return Loudspeaker.objects.filter(enterprise=place.enterprise).first() or horn_of(place.enterprise)


def loudspeaker(world: World, place: Place) -> dict[str, object]:
    return {"loudspeaker_id": horn(place).pk}


def enterprise(world: World, place: Place) -> dict[str, object]:
    return {"enterprise_id": place.enterprise.pk}


def incident(world: World, place: Place) -> dict[str, object]:
    return {"incident_id": place.alarm.incident_id}


def broadcast(world: World, place: Place) -> dict[str, object]:
    row, is_new = Broadcast.objects.get_or_create(
        key=f"test-{place.enterprise.pk}", defaults={"reason": Reason.MANUAL, "text": "请注意"}
    )
    if is_new:
        call_add(row, horn(place), 1, clock.now())
    return {"broadcast_id": row.pk}


def sentence(world: World, place: Place) -> dict[str, object]:
    fields = {"text": "请注意", "recording": b"\0\0" * 8_000, "recording_s": 1.0}
    return {"sentence_id": Sentence.objects.get_or_create(kind="", grade="", defaults=fields)[0].pk}


def new(world: World, place: Place) -> dict[str, object]:
    return {"name": "喇叭", "enterprise_id": place.enterprise.pk, "lon": 120.6, "lat": 27.8,
            "sip_address": "sip:8001@10.30.1.5"}  # fmt: skip


def order(world: World, place: Place) -> dict[str, object]:
    return {**TEXT, "loudspeaker_ids": [horn(place).pk], "key": f"key-{Broadcast.objects.count():06d}"}


ROUTES = [
    Route("GET", "/api/loudspeakers", VIEW),
    Route("POST", "/api/loudspeakers", MANAGE, body=new, takes_tokens=False),
    Route("PATCH", "/api/loudspeakers/{loudspeaker_id}", MANAGE, loudspeaker, body=lambda w, p: {"name": "东门喇叭"},
          takes_tokens=False),
    Route("POST", "/api/loudspeakers/{loudspeaker_id}/test", MANAGE, loudspeaker),
    Route("GET", "/api/enterprises/{enterprise_id}/broadcast-rule", VIEW, enterprise),
    Route("PUT", "/api/enterprises/{enterprise_id}/broadcast-rule", MANAGE, enterprise,
          body=lambda w, p: {"grades": ["red"], "agreed": "与企业商定", "is_enabled": True}),
    Route("GET", "/api/broadcast-sentences", VIEW),
    Route("PUT", "/api/broadcast-sentences", MANAGE, body=lambda w, p: {"text": "请注意"}),
    Route("POST", "/api/broadcast-sentences/{sentence_id}/recording", MANAGE, sentence, upload=b"no sound",
          is_scoped=False, may_answer=frozenset({422})),
    Route("DELETE", "/api/broadcast-sentences/{sentence_id}/recording", MANAGE, sentence, is_scoped=False),
    Route("GET", "/api/incidents/{incident_id}/broadcast-suggestion", SPEAK, incident),
    Route("POST", "/api/broadcasts/preview", VIEW, body=lambda w, p: TEXT),
    Route("POST", "/api/broadcasts", SPEAK, body=order, may_answer=FULL),
    Route("GET", "/api/broadcasts", VIEW),
    Route("GET", "/api/broadcasts/{broadcast_id}", VIEW, broadcast),
    Route("POST", "/api/broadcasts/{broadcast_id}/stop", SPEAK, broadcast),
]  # fmt: skip
