"""Access rows of merging enterprises."""

from anlan.records.accounts.choices import Permission
from anlan.records.merging.models import EnterpriseMerge
from tests.contract.access import Place, Route, World
from tests.factories import EnterpriseFactory

P = Permission
#: Waiting, decided, or one's own already.
STATE = frozenset({409})


def both(world: World, place: Place) -> dict[str, object]:
    return {"kept_id": place.enterprise.pk, "gone_id": EnterpriseFactory(town=place.enterprise.town).pk}


def proposed(world: World, place: Place) -> dict[str, object]:
    by = world.person("admin", place)
    ids = both(world, place)
    return {"merge_id": EnterpriseMerge.objects.create(proposed_by=by, reason="重复建档", **ids).pk}


def applied(world: World, place: Place) -> dict[str, object]:
    """Confirmed before merges could be taken back: refused, but not for want of the permission."""
    by, ids = world.person("admin", place), both(world, place)
    made = EnterpriseMerge.objects.create(proposed_by=by, reason="重复建档", state="applied", **ids)
    return {"merge_id": made.pk}


BACK = "/api/enterprise-merges/{merge_id}/taking-back"
ROUTES = [
    Route("GET", "/api/enterprise-merges", P.SITE_MERGE),
    Route("GET", "/api/enterprise-merges/preview", P.SITE_MERGE,
          query=lambda w, p: {"kept": p.enterprise.pk, "gone": w.there.enterprise.pk}),
    Route("POST", "/api/enterprise-merges", P.SITE_MANAGE, body=lambda w, p: {**both(w, p), "reason": "重复建档"},
          may_answer=STATE),
    Route("POST", "/api/enterprise-merges/{merge_id}/confirm", P.SITE_MERGE, proposed, is_scoped=False,
          may_answer=STATE),
    Route("POST", "/api/enterprise-merges/{merge_id}/refuse", P.SITE_MERGE, proposed, is_scoped=False,
          body=lambda w, p: {"reason": "不是同一家"}, may_answer=STATE),
    Route("GET", BACK, P.SITE_MERGE, applied, is_scoped=False, may_answer=STATE),
    Route("POST", BACK, P.SITE_MANAGE, applied, is_scoped=False, body=lambda w, p: {"reason": "不是同一家"},
          may_answer=STATE),
    Route("POST", BACK + "/confirm", P.SITE_MERGE, applied, is_scoped=False, may_answer=STATE),
    Route("POST", BACK + "/refuse", P.SITE_MERGE, applied, is_scoped=False, body=lambda w, p: {"reason": "是同一家"},
          may_answer=STATE),
]  # fmt: skip
