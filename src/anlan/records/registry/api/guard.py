"""The first line of every endpoint: which register, who asks, and may they?"""

from django.http import HttpRequest

from anlan.records.accounts.guard import signed_in
from anlan.records.accounts.models import User
from anlan.records.core.guard import require
from anlan.records.registry.catalog import Right, register_get
from anlan.records.registry.declare import Register


def opened(request: HttpRequest, name: str, right: str = "view") -> tuple[Register, User]:
    """The register and the reader, who has ``right`` in it.

    Raises:
        NotSignedIn, NotFound, Forbidden: nobody, nothing, or not for this role.
    """
    signed_in(request)
    register = register_get(name)
    user: User = require(request, Right(register, right))
    return register, user
