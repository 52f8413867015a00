"""Questions about places. Towns are public knowledge: every signed-in reader sees them all."""

from django.db.models import QuerySet

from anlan.records.places.models import Town


def town_list() -> QuerySet[Town]:
    """Towns and streets by code."""
    return Town.objects.all()
