"""Web push (RFC 8030, 8291, 8292): to a browser that asked for it, encrypted for that browser alone."""

import fnmatch
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher, WebPushException

from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Answer, Outgoing
from anlan.records.notices.channels.posting import post

#: A browser that is off is told when it comes back, but not of last week's alarm.
KEPT_S = 6 * 3600


class WebPush:
    """The address comes from a browser, so it must lie at one of the push services that the settings name."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Encrypt and post."""
        try:
            subscription = json.loads(to.value)
            endpoint = str(subscription["endpoint"])
            host = urlsplit(endpoint).hostname or ""
            if not allowed(host, str(self._config.get("services", ""))):
                return Outcome(Result.REFUSED, why=f"{host} 不在允许的推送服务之列")
            sealed = WebPusher(subscription).encode(_payload(message), "aes128gcm")
            headers = {**self._signature(endpoint), "TTL": str(KEPT_S), "Urgency": "high", "Topic": message.key[:32],
                       "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}  # fmt: skip
        except (ValueError, KeyError, TypeError, WebPushException, VapidException, UnsupportedAlgorithm) as error:
            return Outcome(Result.REFUSED, why=f"浏览器订阅或密钥无法使用（{type(error).__name__}）")
        return post(self._http, endpoint, bytes(sealed["body"]), headers, _taken)

    def _signature(self, endpoint: str) -> dict[str, str]:
        parts = urlsplit(endpoint)
        claims = {"sub": str(self._config["subject"]), "aud": f"{parts.scheme}://{parts.netloc}"}
        signed = Vapid02.from_string(str(self._config["private_key"])).sign(claims)
        return {str(name): str(value) for name, value in signed.items()}


def allowed(host: str, services: str) -> bool:
    """True when ``host`` is one of the push services that the administrator named."""
    return any(fnmatch.fnmatch(host, pattern) for pattern in services.replace(",", " ").split())


def _payload(message: Message) -> bytes:
    shown = {"title": message.title, "body": message.short, "link": message.link, "grade": message.grade,
             "key": message.key}  # fmt: skip
    return json.dumps(shown, ensure_ascii=False).encode()


def _taken(answer: Answer) -> Outcome:
    return Outcome(Result.SENT)
