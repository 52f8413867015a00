"""Fills a database with a large made-up county, row counts first, beauty last. Prints a session key."""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402

from anlan.domain.uscc import check_character  # noqa: E402
from anlan.records.accounts.models import User  # noqa: E402
from anlan.records.places.models import Town  # noqa: E402
from anlan.records.sites.models import Enterprise, Gateway, Point  # noqa: E402
from bench.county import Size, address, secret_hash  # noqa: E402


def uscc(number: int) -> str:
    """A code with a right check character that belongs to nobody."""
    first = f"91330381BENCH{number:04d}" if number < 10_000 else f"91330381BENC{number:05d}"
    first = first.replace("I", "1").replace("O", "0").replace("S", "5")
    return first + check_character(first)


#: Of sixteen enterprises one is red, two orange, four yellow.
RISKS = ["red", "orange", "orange", *["yellow"] * 4, *["blue"] * 9]


@transaction.atomic
def fill(size: Size) -> str:
    """Make all rows; returns a session key."""
    town, _ = Town.objects.get_or_create(code="330381101", defaults={"name": "塘下镇", "lon": 120.68, "lat": 27.88})
    Enterprise.objects.bulk_create(
        [_enterprise(n, town) for n in range(size.enterprises)],
        batch_size=1000,
    )
    Gateway.objects.bulk_create(
        [
            Gateway(id=g + 1, enterprise_id=1, code=f"BENCH-{g:03d}", driver="mqtt", secret_hash=secret_hash())
            for g in range(size.gateways)
        ]
    )
    Point.objects.bulk_create(_points(size), batch_size=2000)
    user = User.objects.create_user("bench", password=None, name="基准", role="duty_officer")
    return session_of(user)


def _enterprise(n: int, town: Town) -> Enterprise:
    """Spread evenly over the county's lowland, so that a map has something to draw."""
    return Enterprise(
        id=n + 1,
        uscc=uscc(n),
        name=f"基准测试企业{n:05d}",
        sector="1361",
        town=town,
        risk_level=RISKS[n % len(RISKS)],
        lon=120.25 + n * 0.6180339887 % 1 * 0.5,
        lat=27.66 + n * 0.7548776662 % 1 * 0.28,
    )


def _points(size: Size) -> list[Point]:
    rows = []
    for enterprise in range(size.enterprises):
        gateway, within = divmod(enterprise, size.enterprises_per_gateway)
        rows += [
            Point(
                id=enterprise * size.points + p + 1,
                enterprise_id=enterprise + 1,
                gateway_id=gateway + 1,
                address=address(within, p),
                name=f"氨气{p:02d}",
                kind="nh3_concentration",
                unit="ppm",
            )
            for p in range(size.points)
        ]
    return rows


def session_of(user: User) -> str:
    """A signed-in session without a password."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key


if __name__ == "__main__":
    print(fill(Size(*json.loads(sys.argv[1]))))
