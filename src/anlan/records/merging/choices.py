"""Choices of the merging app."""

from django.db.models import TextChoices


class MergeState(TextChoices):
    """How far a merge is."""

    PROPOSED = "proposed", "待确认"
    APPLIED = "applied", "已合并"
    REFUSED = "refused", "未同意"
    BACK_ASKED = "back_asked", "撤回待确认"
    TAKEN_BACK = "taken_back", "已撤回"


#: The enterprise that went is gone.
STANDING = (MergeState.APPLIED, MergeState.BACK_ASKED)
