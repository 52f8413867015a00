"""The test channel: proves once a minute that messages leave this system, to the watcher that waits for them."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Answer, Outgoing
from anlan.records.notices.channels.posting import post


class Canary:
    """Posts ``{key}``, signed."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Tell the watcher which alarm came through."""
        body = json.dumps({"key": message.key}).encode()
        signed = hmac.new(str(self._config.get("secret", "")).encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Anlan-Signature": signed}
        return post(self._http, str(self._config["url"]), body, headers, _taken)


def _taken(answer: Answer) -> Outcome:
    return Outcome(Result.SENT)
