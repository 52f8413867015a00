"""Towns: made-up codes outside the county's own, so that loaded towns are never met by chance."""

import factory
from factory.django import DjangoModelFactory

from anlan.records.places.models import Town


class TownFactory(DjangoModelFactory[Town]):
    """A street of the made-up county 339900."""

    class Meta:
        model = Town

    code = factory.Sequence(lambda n: f"339900{n:03d}")
    name = factory.Sequence(lambda n: f"示例{n}街道")
    kind = Town.Kind.SUBDISTRICT
    lon = 120.65
    lat = 27.78
    confidence = "U"
