"""All registers over HTTP: one set of endpoints, the register's name in the path. Edges only."""

from anlan.records.registry.api import consents, documents, files, lists, records, sheets, signing
from anlan.records.registry.api.routing import router

__all__ = ["consents", "documents", "files", "lists", "records", "router", "sheets", "signing"]
