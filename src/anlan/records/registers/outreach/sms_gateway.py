"""Where a mass text leaves the platform. The seam: a county's operator takes a text, a list of its own, and a total.

The platform's own channels (``records/notices``) tell people who are on duty; a text to 200,000 people goes through the
operator's mass service, which keeps numbers and unsubscriptions. The platform hands over the order
and takes the receipts.
A county that has an interface sets :data:`hand_over`; without one, the order is carried by hand and its number noted.
"""

from collections.abc import Callable
from typing import Any

#: ``(campaign) -> the operator's job number``; None: no interface, the number is typed in.
hand_over: Callable[[Any], str] | None = None
