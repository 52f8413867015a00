"""Whoever sends the watcher a message without its signature is turned away, whatever they put there."""

from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from anlan.web.deadman.watcher import Watcher


@pytest.mark.parametrize("signature", [b"", b"made-up", "é".encode("latin-1")])
def test_a_message_without_its_signature_is_refused(signature: bytes) -> None:
    watcher = object.__new__(Watcher)
    watcher.plan = SimpleNamespace(secret="s3cret")  # type: ignore[assignment]
    app = Starlette(routes=[Route("/canary", watcher._on_message, methods=["POST"])])
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.post("/canary", content=b"{}", headers={b"x-anlan-signature": signature})  # type: ignore[dict-item]
    assert answer.status_code == 401
