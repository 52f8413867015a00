"""What people share with a role, and who of that role is meant."""

from django.db.models import Q

from anlan.records.accounts.models import User


def shared_with(reader: User) -> Q:
    """Rows with ``owner`` and ``shared_with`` that somebody shares with the reader's role.

    What people of an enterprise share stays among the people of that enterprise: neither their names and texts nor the
    records they filter by are anybody else's.
    """
    mine = Q(owner__enterprise=None) | Q(owner__enterprise_id=reader.enterprise_id)
    return Q(shared_with=reader.role) & mine
