"""Feishu 飞书 custom bot: signed in the body; it cannot name a person by phone number, so the text does."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from anlan.records.notices.channels.channel import Address, Message, Outcome
from anlan.records.notices.channels.outgoing import Outgoing
from anlan.records.notices.channels.posting import by_code, post_json

#: "Too many requests" and "frequency limited".
BUSY = frozenset({9499, 11232, 99991400})


class Feishu:
    """Success is ``code`` 0."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Post a text."""
        # In a text of theirs <at user_id="all"> calls on everybody: what people wrote must not.
        text = message.body.replace("<at", "＜at")
        data = {"msg_type": "text", "content": {"text": text}, **self._signature()}
        return post_json(self._http, str(self._config["url"]), data, by_code("code", BUSY))

    def _signature(self) -> dict[str, str]:
        secret = str(self._config.get("secret", ""))
        if not secret:
            return {}
        stamp = str(int(time.time()))
        digest = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        return {"timestamp": stamp, "sign": base64.b64encode(digest).decode()}
