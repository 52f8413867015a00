"""Who is called on in a comment: ``@姓名`` tells that person, where the record lies within their jurisdiction."""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from anlan.records.accounts.models import User
from anlan.records.registry.declare import Register
from anlan.records.registry.selectors import record_rows

#: Of one comment; who calls on more people has written a circular.
CALLED_MAX = 20
_CALLED = re.compile(r"@(\S{2,64})")


def called_on(register: Register, record: Any, text: str) -> list[User]:
    """Active people whose name follows an ``@`` in ``text``, and who may see the record.

    Of names that begin alike the longest counts: ``@王小明`` is not 王小. Of two people of one name both are told:
    one who need not have been is better than one who was not. Who may not see the record hears nothing, and the
    writer is not told why.

    Worked example: ``@王小明请带水泵，@李四 收到`` calls on 王小明 and 李四.
    """
    runs = _CALLED.findall(text)[:CALLED_MAX]
    begins = [Q(name__startswith=run[:2]) for run in runs]
    if not begins:
        return []
    named = list(User.objects.filter(reduce(or_, begins), is_active=True).order_by("id"))
    wanted = {max((u.name for u in named if run.startswith(u.name)), key=len, default="") for run in runs}
    return [user for user in named if user.name in wanted and _sees(register, record, user)]


def _sees(register: Register, record: Any, user: User) -> bool:
    return user.may(register.right("view")) and record_rows(register, for_user=user).filter(pk=record.pk).exists()
