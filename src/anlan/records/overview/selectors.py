"""Figures over everything, within the reader's scope. One fact, one query: counters and marks cannot disagree."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from anlan.records.accounts.choices import Field
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.alarm_log.selectors import alarm_counts, alarm_list
from anlan.records.core import clock
from anlan.records.incidents.models import Incident
from anlan.records.places.models import Town
from anlan.records.sites.extensions import enterprise_facts
from anlan.records.sites.models import Camera, Enterprise, Gateway, Point


def county_map(*, for_user: User) -> dict[str, Any]:
    """Enterprises with their risk, their committee's field and their worst open alarm; the towns; the fields."""
    rows = list(Scope.of(for_user).filter(Enterprise.objects.filter(is_active=True), prefix=""))
    cameras, points = _counts(Camera.objects.filter(is_enabled=True)), _counts(Point.objects.filter(is_enabled=True))
    facts = enterprise_facts([row.pk for row in rows])
    return {
        "enterprises": [
            {
                "id": row.pk, "name": row.name, "short_name": row.short_name, "lon": row.lon, "lat": row.lat,
                "risk_level": row.risk_level, "town_code": row.town_id, "field": row.field,
                "worst_grade": facts[row.pk].get("worst_grade"), "open_alarms": facts[row.pk].get("open_alarms", 0),
                "open_incidents": facts[row.pk].get("open_incidents", 0),
                "cameras": cameras.get(row.pk, 0), "points": points.get(row.pk, 0),
            }
            for row in rows
        ],
        "towns": [
            {"code": town.code, "name": town.name, "kind": town.kind, "lon": town.lon, "lat": town.lat}
            for town in Town.objects.all()
        ],
        "fields": [{"value": value, "label": label} for value, label in Field.choices],
        "as_of": clock.now().isoformat(),
    }  # fmt: skip


def _counts(rows: QuerySet[Any]) -> dict[int, int]:
    """How many of ``rows`` each enterprise has."""
    return dict(rows.order_by().values_list("enterprise_id").annotate(Count("id")))


def overview(*, for_user: User, town: str = "", field: str = "") -> dict[str, Any]:
    """The header's and the wall's counters; of one town (its code) or of one committee's field where asked."""
    scope, now = Scope.of(for_user), clock.now()
    at = {"enterprise__town_id": town, "enterprise__field": field}
    ours = Q(**{name: value for name, value in at.items() if value})
    its_own = Q(**{name.removeprefix("enterprise__"): value for name, value in at.items() if value})
    incidents = scope.filter(Incident.objects.filter(ours))
    gateways = scope.filter(Gateway.objects.filter(ours, is_enabled=True))
    return {
        "alarms": alarm_counts(alarm_list(for_user=for_user, state="open").filter(ours)),
        "incidents": incidents.aggregate(
            open=Count("id", filter=Q(is_open=True)),
            overdue=Count("id", filter=Q(is_open=True, is_overdue=True)),
            to_accept=Count("id", filter=Q(state="dispatched")),
            to_verify=Count("id", filter=Q(state="feedback")),
            closed_24h=Count("id", filter=Q(closed_at__gte=now - timedelta(hours=24))),
        ),
        "gateways": gateways.aggregate(total=Count("id"), online=Count("id", filter=Q(is_online=True))),
        "enterprises": scope.filter(Enterprise.objects.filter(its_own, is_active=True), prefix="").count(),
        "points": scope.filter(Point.objects.filter(ours, is_enabled=True)).count(),
        "as_of": now.isoformat(),
    }
