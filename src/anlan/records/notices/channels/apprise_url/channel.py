"""Any of the services that Apprise knows, by its own kind of address."""

from collections.abc import Mapping
from typing import Any

import apprise

from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Forbidden, NotTaken, Outgoing

#: Services that would act on this very machine.
LOCAL = frozenset({"dbus", "qt", "kde", "glib", "gnome", "windows", "macosx", "syslog", "rsyslog", "file", "memory"})


class AppriseUrl:
    """One message to wherever the address leads; an address with a host of its own is judged like every other."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._url, self._http = str(config["url"]), http

    def send(self, message: Message, to: Address) -> Outcome:
        """Hand it to Apprise."""
        service = apprise.Apprise.instantiate(self._url)
        if service is None or self._url.partition("://")[0].lower() in LOCAL:
            return Outcome(Result.REFUSED, why="不是 Apprise 支持的地址，或指向本机")
        service.redirects = False  # one would lead past the judgement of the address
        host = str(getattr(service, "smtp_host", "") or getattr(service, "host", "") or "")
        try:
            if host:
                self._http.address_of(host)
        except Forbidden as error:
            return Outcome(Result.REFUSED, why=str(error))
        except NotTaken as error:
            return Outcome(Result.DOWN, why=str(error))
        taken = service.notify(body=message.body, title=message.title)
        return Outcome(Result.SENT) if taken else Outcome(Result.UNCERTAIN, why="该服务未接收")
