"""Words of the duty rosters."""

from django.db.models import TextChoices

from anlan.records.accounts.choices import Role

#: Roles that stand watch, and so may have a post.
POST_ROLES = (
    Role.DUTY_OFFICER, Role.LEADER, Role.TOWN_OFFICER, Role.ENTERPRISE_MANAGER, Role.ENTERPRISE_OPERATOR,
)  # fmt: skip


class SwapState(TextChoices):
    """Where a request to swap stands."""

    ASKED = "asked", "待对方确认"
    CONFIRMED = "confirmed", "已换班"
    REFUSED = "refused", "未同意"


class HandoverState(TextChoices):
    """Where a hand-over stands."""

    HANDED = "handed", "待接班人签字"
    TAKEN = "taken", "已交接"
