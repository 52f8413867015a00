"""The counters of one town and of one committee: its own alarms, orders and gateways, and never another's."""

import pytest
from django.test import Client

from anlan.records.accounts.choices import Role
from tests.factories import EnterpriseFactory, GatewayFactory, PointFactory, TownFactory, UserFactory
from tests.factories.alarms import alarm

pytestmark = pytest.mark.django_db


def overview(client: Client, **asked: str) -> dict:
    return client.get("/api/overview", asked).json()


def plant(town: object, field: str, label: str) -> None:
    site = EnterpriseFactory(town=town, field=field)
    point = PointFactory(enterprise=site, gateway=GatewayFactory(enterprise=site, is_online=True))
    alarm(point, label)


@pytest.fixture
def client() -> Client:
    made = Client()
    made.force_login(UserFactory(role=Role.DUTY_OFFICER))
    return made


def test_a_part_of_the_county_counts_its_own(client: Client) -> None:
    here, there = TownFactory(), TownFactory()
    plant(here, "hazchem", "HHH")
    plant(here, "industry_mining", "H")
    plant(there, "hazchem", "HH")

    town, field = overview(client, town=here.code), overview(client, field="hazchem")
    assert (town["alarms"]["red"], town["alarms"]["orange"], town["alarms"]["yellow"]) == (1, 0, 1)
    assert (town["enterprises"], town["points"], town["gateways"]) == (2, 2, {"total": 2, "online": 2})
    assert (field["alarms"]["red"], field["alarms"]["orange"], field["alarms"]["yellow"]) == (1, 1, 0)
    both = overview(client, town=there.code, field="hazchem")
    assert (both["alarms"]["orange"], both["alarms"]["unacked"], both["incidents"]["open"]) == (1, 1, 1)
    assert overview(client)["enterprises"] == 3


def test_asking_for_another_town_opens_nothing_that_is_not_ones_own() -> None:
    mine, other = TownFactory(), TownFactory()
    plant(other, "hazchem", "HHH")
    officer = Client()
    officer.force_login(UserFactory(role=Role.TOWN_OFFICER, town=mine))
    seen = overview(officer, town=other.code)
    assert (seen["alarms"]["red"], seen["enterprises"], seen["incidents"]["open"]) == (0, 0, 0)


def test_a_word_that_is_too_long_is_refused(client: Client) -> None:
    assert client.get("/api/overview", {"town": "3" * 40}).status_code == 422
