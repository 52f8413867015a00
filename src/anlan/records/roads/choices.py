"""Choices of the roads app."""

from django.db.models import TextChoices


class Licence(TextChoices):
    """Under which terms a network may be used; what they ask to be shown is shown."""

    ODBL = "odbl", "OpenStreetMap（ODbL）"
    OWN = "own", "自有或授权数据"
