"""天地图 with a key: the server asks the provider, the map draws what comes, and no browser ever sees the key."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.conftest import Visit, started
from tests.e2e.platform import Platform
from tests.e2e.shots import shows
from tests.e2e.test_base_map import share_of_colour
from tests.factories.pmtiles import picture

# A platform of its own: the base map is a setting of the server.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(400), pytest.mark.xdist_group("e2e-tianditu")]

KEY = "0123456789abcdef-of-the-county"
CREDIT = "天地图"
_NAMES_CAME = "() => performance.getEntriesByType('resource').some(e => e.name.includes('/api/tiles/cva/'))"


class Provider:
    """Answers as 天地图's WMTS does: a picture to whoever has the key, 418 to everybody else."""

    def __init__(self) -> None:
        self.layers: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = parse_qs(urlsplit(self.path).query)
                is_known = asked.get("tk") == [KEY] and asked.get("REQUEST") == ["GetTile"]
                if is_known:
                    outer.layers.add(asked["LAYER"][0])
                body = picture() if is_known else b"key"
                self.send_response(200 if is_known else 418)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.http.serve_forever, daemon=True).start()
        self.root = f"http://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    yield made
    made.http.shutdown()


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Platform]:
    yield from started(tmp_path_factory, tiles="tianditu", tianditu_key=KEY, tianditu_url=provider.root)


def test_the_map_draws_tianditu_and_the_key_stays_on_the_server(visit: Visit, provider: Provider) -> None:
    duty = visit("duty_officer")
    told: list[str] = []
    duty.page.on("request", lambda request: told.append(request.url))
    duty.page.on("response", lambda answer: told.append(str(answer.headers)))
    duty.opens("/map")
    duty.page.locator(".credit", has_text=CREDIT).wait_for()
    duty.page.wait_for_function(_NAMES_CAME)
    duty.page.wait_for_timeout(3000)  # software GL draws the tiles
    shows(duty, "tianditu")
    assert provider.layers == {"vec", "cva"}, "the ground and its names"
    assert share_of_colour(duty.page.locator(".canvas").screenshot()) > 0.2, "the provider's picture covers the land"
    base = duty.page.evaluate("fetch('/api/map/base').then(a => a.text())")
    assert KEY not in base
    assert KEY not in "".join(told) + duty.page.content()
    for account in ("admin", "leader"):  # not even to those who look after the settings
        page = visit(account)
        page.opens("/map")
        assert KEY not in page.page.evaluate("fetch('/api/map/base').then(a => a.text())") + page.page.content()
