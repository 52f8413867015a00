"""DingTalk 钉钉 group robot: signed webhook, the person named with @."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

from anlan.records.notices.channels.channel import Address, Message, Outcome
from anlan.records.notices.channels.outgoing import Outgoing
from anlan.records.notices.channels.posting import by_code, post_json

#: "Sending too fast": at most 20 messages a minute, then ten minutes of silence.
BUSY = frozenset({130101, 130103, -1})


class DingTalk:
    """Apprise has this service but takes every HTTP 200 for success; the real answer is ``errcode``."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Post a text that names the person."""
        text = f"{message.body}\n@{to.value}" if to.value else message.body
        data = {
            "msgtype": "text",
            "text": {"content": text},
            "at": {"atMobiles": [to.value] if to.value else [], "isAtAll": False},
            "msgUuid": message.key,
        }
        return post_json(self._http, self._url(), data, by_code("errcode", BUSY))

    def _url(self) -> str:
        url, secret = str(self._config["url"]), str(self._config.get("secret", ""))
        if not secret:
            return url
        stamp = str(round(time.time() * 1000))  # the provider compares it with its own clock
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        return f"{url}&timestamp={stamp}&sign={quote_plus(base64.b64encode(digest))}"
