"""WeCom 企业微信 group robot."""

from collections.abc import Mapping
from typing import Any

from anlan.records.notices.channels.channel import Address, Message, Outcome
from anlan.records.notices.channels.outgoing import Outgoing
from anlan.records.notices.channels.posting import by_code, post_json

#: "API freq out of limit" and "system busy".
BUSY = frozenset({45009, 45033, -1})


class WeCom:
    """Success is ``errcode`` 0, which comes with HTTP 200 either way."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Post a text that names the person."""
        text = {"content": message.body, "mentioned_mobile_list": [to.value] if to.value else []}
        data = {"msgtype": "text", "text": text}
        return post_json(self._http, str(self._config["url"]), data, by_code("errcode", BUSY))
