"""Words of the closing."""

from django.db.models import TextChoices


class ClassKind(TextChoices):
    """What a class classifies."""

    CAUSE = "cause", "原因"
    MEASURE = "measure", "措施"
