"""Access rows of roads and routes."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Route

P = Permission
#: What is sent is no road file, or there is no network: the command's answer, not access.
STATE = frozenset({404, 422})

ROUTES = [
    Route("POST", "/api/map/routes", P.SITE_VIEW,
          body=lambda w, p: {"goal": [p.enterprise.lon, p.enterprise.lat]}),
    Route("GET", "/api/roads", P.SITE_VIEW),
    Route("POST", "/api/roads/import", P.IMPORT_RUN, upload=b"{}", may_answer=STATE),
    Route("DELETE", "/api/roads", P.IMPORT_RUN, may_answer=STATE),
    Route("PUT", "/api/roads/speeds", P.IMPORT_RUN, body=lambda w, p: {"speeds": []}),
]  # fmt: skip
