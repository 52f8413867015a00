"""Questions about notices: everybody reads their own."""

from django.db.models import QuerySet

from anlan.records.accounts.models import User
from anlan.records.notices.models import Notice


def notice_list(*, for_user: User, unread: bool = False) -> QuerySet[Notice]:
    """The reader's notices, newest first."""
    rows = Notice.objects.filter(person=for_user).order_by("-id")
    return rows.filter(read_at=None) if unread else rows


def people_told(incident_id: int) -> set[int]:
    """Ids of everybody who was told about a work order."""
    return set(Notice.objects.filter(incident_id=incident_id).values_list("person_id", flat=True))
