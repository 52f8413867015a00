"""Puts one cold store with an MQTT gateway, an HJ 212 station and a duty officer into the records of the environment.

Run as a process of its own: ``python -m tests.integration.cli.seed``. Secrets and ids: :mod:`.place`.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
django.setup()

from django.db import transaction  # noqa: E402

from anlan.records.accounts.services import user_create  # noqa: E402
from anlan.records.places.models import Town  # noqa: E402
from anlan.records.sites.models import Enterprise  # noqa: E402
from anlan.records.sites.services.enterprises import enterprise_create  # noqa: E402
from anlan.records.sites.services.gateways import gateway_create  # noqa: E402
from anlan.records.sites.services.points import point_create  # noqa: E402
from tests.integration.cli import place  # noqa: E402


@transaction.atomic
def fill() -> None:
    """Everything in one transaction: the worker publishes it as one configuration."""
    site = enterprise_create(
        actor=None, uscc=place.USCC, name="示例冷链一号有限公司", short_name="示例冷链一号", sector="1361",
        risk_level="orange", town=Town.objects.first(), address="示例路 1 号", lon=120.66, lat=27.79,
    )  # fmt: skip
    assert isinstance(site, Enterprise)
    user_create(
        actor=None, username=place.OFFICER, name="值班员", role="duty_officer", password=place.PASSWORD, is_on_duty=True
    )
    for code, driver, address in ((place.GATEWAY, "mqtt", "nh3-1"), (place.STATION, "hj212", "a21001")):
        gateway, _ = gateway_create(actor=None, enterprise=site, code=code, driver=driver, secret=place.SECRET)
        for number in (address, f"{address}-b") if driver == "mqtt" else (address,):
            point_create(
                actor=None, publish=False, gateway=gateway, address=number, name=f"机房氨气 {number}",
                kind="nh3_concentration", unit="ppm", resolution=0.1,
            )  # fmt: skip


if __name__ == "__main__":
    fill()
