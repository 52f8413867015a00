"""Access rows of the base map."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Route

P = Permission
#: No foreign tiles are set in these tests.
NONE = frozenset({404})

ROUTES = [
    Route("GET", "/api/map/base", P.SITE_VIEW),
    Route("GET", "/api/tiles/county.pmtiles", P.SITE_VIEW, may_answer=NONE),
    Route("GET", "/api/tiles/{layer}/{z}/{x}/{y}", P.SITE_VIEW,
          lambda w, p: {"layer": "vec", "z": 10, "x": 855, "y": 430}, is_scoped=False, may_answer=NONE),
]  # fmt: skip
