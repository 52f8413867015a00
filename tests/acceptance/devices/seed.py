"""Fills an empty database with the gateways of the device tests; prints the session of a duty officer and point ids."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from bench.seed import session_of, uscc  # noqa: E402
from django.db import transaction  # noqa: E402

from anlan.records.accounts.models import User  # noqa: E402
from anlan.records.places.models import Town  # noqa: E402
from anlan.records.sites.models import Enterprise, Gateway, Point  # noqa: E402
from anlan.records.sites.publication import config_request  # noqa: E402
from anlan.records.sites.secrets import secret_hash  # noqa: E402
from tests.acceptance.devices.plan import Wanted, wanted  # noqa: E402


def _points(enterprise: Enterprise, gateway: Gateway, wish: Wanted) -> list[Point]:
    # Ammonia in a unit other than the rule set's has no limits.
    units = {**dict.fromkeys(wish.plain, "mg/m3"), **dict.fromkeys(wish.gas, "ppm")}
    return [
        Point(
            enterprise=enterprise,
            gateway=gateway,
            address=address,
            name=f"{wish.code} {address}"[:64],
            kind="nh3_concentration",
            unit=unit,
        )
        for address, unit in units.items()
    ]


@transaction.atomic
def seed() -> dict[str, object]:
    """Make the rows and ask for them to be published."""
    town, _ = Town.objects.get_or_create(code="330381101", defaults={"name": "塘下镇", "lon": 120.68, "lat": 27.88})
    enterprise = Enterprise.objects.create(
        uscc=uscc(1), name="设备测试企业", sector="1361", town=town, lon=120.6, lat=27.8
    )
    ids = {}
    for wish in wanted():
        gateway = Gateway.objects.create(
            enterprise=enterprise,
            code=wish.code,
            driver=wish.driver,
            options=wish.options,
            secret_hash=secret_hash(wish.secret),
        )
        for point in _points(enterprise, gateway, wish):
            point.save()
            ids[f"{wish.code} {point.address}"] = point.pk
    version = config_request(actor=None, reason="device tests").pk
    user = User.objects.create_user("devices", password=None, name="测试", role="duty_officer")
    return {"session": session_of(user), "points": ids, "version": version}


if __name__ == "__main__":
    print(json.dumps(seed()))
