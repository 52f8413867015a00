"""Access rows of official boundaries."""

from anlan.records.accounts.choices import Permission
from tests.contract.access import Route

P = Permission
#: What is sent is no GeoJSON: the command's answer, not access.
BAD_FILE = frozenset({422})

ROUTES = [
    Route("GET", "/api/areas", P.SITE_VIEW, query=lambda w, p: {"level": "town"}),
    Route("POST", "/api/areas/import", P.IMPORT_RUN, upload=b"{}", may_answer=BAD_FILE),
]
