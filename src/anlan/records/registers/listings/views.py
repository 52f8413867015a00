"""What is listed, for everybody to read: the law wants supervision in public. No account, no JavaScript.

Only what the published notice says is shown: the unit, the matter, the level, the days. A listing that waits for its
publication is not there, and one that was struck off stays for a year.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from anlan.records.core import clock
from anlan.records.places.county import county
from anlan.records.registers.listings.models import Listing

MOST = 500
KEPT = timedelta(days=365)


@require_safe
def published(request: HttpRequest) -> HttpResponse:
    """Listings in force, then those struck off within a year, newest first."""
    answer = render(request, "listings/published.html", {"county": county().name, **published_rows()})
    answer["Cache-Control"] = "public, max-age=300"
    return answer


def published_rows() -> dict[str, Any]:
    """What everybody may read: ``open`` and ``struck``."""
    rows = Listing.objects.filter(listed_on__isnull=False).exclude(published_at="").select_related("enterprise", "town")
    since = clock.today() - KEPT
    return {
        "open": rows.filter(is_open=True).order_by("-listed_on", "-id")[:MOST],
        "struck": rows.filter(state="delisted", delisted_on__gte=since).order_by("-delisted_on", "-id")[:MOST],
    }
