"""Whose code it is, and what of an enterprise everybody may read."""

from typing import Any

from django.db.models import QuerySet

from anlan.kit.settings import settings
from anlan.records.accounts.models import User
from anlan.records.accounts.scope import Scope
from anlan.records.registers.listings.models import Listing
from anlan.records.safety_codes.models import SafetyCode
from anlan.records.sites.choices import RiskLevel
from anlan.records.sites.models import Enterprise

LISTINGS_SHOWN = 20


def code_of(token: str) -> SafetyCode | None:
    """The code in force; none for one that was withdrawn, never made, or is of an enterprise no longer in operation."""
    rows = SafetyCode.objects.filter(token=token, revoked_at=None)
    code = rows.select_related("enterprise__town", "enterprise__merged_into__town").first()
    return code if code and enterprise_of(code).is_active else None


def scanned(text: str) -> int | None:
    """Whose code in force this is: a sign's address, or the code alone as somebody typed it. The enterprise's id."""
    code = code_of(text.strip().rsplit("/", 1)[-1].lower())
    return enterprise_of(code).pk if code else None


def enterprise_of(code: SafetyCode) -> Enterprise:
    """Whose sign it is; one that went into another leads on to that."""
    return code.enterprise.merged_into or code.enterprise


def code_in_force(enterprise: Enterprise) -> SafetyCode | None:
    """The code of an enterprise's sign."""
    return SafetyCode.objects.filter(enterprise=enterprise, revoked_at=None).select_related("made_by").first()


def codes_in_force(*, for_user: User, town: str = "") -> QuerySet[SafetyCode]:
    """Codes to print, within the reader's scope."""
    rows = SafetyCode.objects.filter(revoked_at=None, enterprise__is_active=True).select_related("enterprise__town")
    rows = rows.filter(enterprise__town=town) if town else rows
    return Scope.of(for_user).filter(rows).order_by("enterprise__town", "enterprise__name")


def public_facts(enterprise: Enterprise) -> dict[str, Any]:
    """What the public may read and no more: no address, no person, no measurement.

    The colour only where the county publishes colours, a listing only once its notice was published.
    """
    rows = Listing.objects.filter(enterprise=enterprise, is_open=True, listed_on__isnull=False).exclude(published_at="")
    return {
        "name": enterprise.name,
        "town": enterprise.town.name,
        "risk": RiskLevel(enterprise.risk_level).label if settings().publish_risk_colour else "",
        "risk_level": enterprise.risk_level if settings().publish_risk_colour else "",
        "listings": [
            {"matter": row.title, "level": row.get_level_display(), "deadline": row.deadline}
            for row in rows.order_by("-listed_on", "-id")[:LISTINGS_SHOWN]
        ],
    }
