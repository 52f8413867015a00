"""Choices of the merging app."""

from django.db.models import TextChoices


class MergeState(TextChoices):
    """How far a merge is."""

    PROPOSED = "proposed", "待确认"
    APPLIED = "applied", "已合并"
    REFUSED = "refused", "未同意"
