"""People: the role decides what else they need."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from anlan.records.accounts.choices import ENTERPRISE_ROLES, Field, Role
from anlan.records.accounts.models import User
from tests.factories.places import TownFactory

PASSWORD = "测试-correct-horse"


class UserFactory(DjangoModelFactory[User]):
    """A duty officer, unless told otherwise; officers of a town get a town, of an enterprise an enterprise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"测试员{n}")
    role = Role.DUTY_OFFICER
    phone = factory.Sequence(lambda n: f"1380000{n % 10000:04d}")
    is_on_duty = True

    @factory.post_generation
    def password(self: User, create: bool, value: str | None, **_: Any) -> None:
        """Set the usual test password."""
        self.set_password(value or PASSWORD)
        if create:
            self.save()

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        role = kwargs["role"]
        if role in (Role.TOWN_OFFICER, Role.GRID_OFFICER) and "town" not in kwargs and "town_id" not in kwargs:
            kwargs["town"] = TownFactory()
        if role == Role.COMMITTEE:
            kwargs.setdefault("field", Field.INDUSTRY_MINING)
        if role in ENTERPRISE_ROLES and "enterprise" not in kwargs and "enterprise_id" not in kwargs:
            from tests.factories.sites import EnterpriseFactory

            kwargs["enterprise"] = EnterpriseFactory()
        return kwargs
