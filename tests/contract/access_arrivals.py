"""Access rows of arrival rates."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Route

P = Permission

ROUTES = [
    Route("GET", "/api/arrivals", P.SITE_VIEW),
    Route("GET", "/api/arrivals/export", P.EXPORT_RUN),
    Route("GET", "/api/enterprises/{enterprise_id}/arrivals", P.SITE_VIEW,
          lambda w, p: {"enterprise_id": p.enterprise.pk}),
]  # fmt: skip
