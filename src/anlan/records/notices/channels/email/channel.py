"""E-mail over SMTP, through Apprise."""

from collections.abc import Mapping
from typing import Any

import apprise

from anlan.records.notices.channels.channel import Address, Message, Outcome, Result
from anlan.records.notices.channels.outgoing import Forbidden, NotTaken, Outgoing

MODES = ("ssl", "starttls", "insecure")


class Email:
    """One mail to one person. Apprise says only yes or no; no means "perhaps", so a second one is marked."""

    def __init__(self, config: Mapping[str, Any], http: Outgoing) -> None:
        self._config, self._http = config, http

    def send(self, message: Message, to: Address) -> Outcome:
        """Hand the mail to the server."""
        host, port = str(self._config["host"]), int(self._config.get("port") or 465)
        mode = str(self._config.get("mode") or "ssl")
        if mode not in MODES:
            return Outcome(Result.REFUSED, why=f"加密方式应为 {'、'.join(MODES)} 之一")
        try:
            self._http.address_of(host)
        except Forbidden as error:
            return Outcome(Result.REFUSED, why=str(error))
        except NotTaken as error:
            return Outcome(Result.DOWN, why=str(error))
        mail = apprise.Apprise.instantiate(self._form(host, port, mode, to.value))
        if mail is None:
            return Outcome(Result.REFUSED, why="邮件设置或收件地址格式有误")
        taken = mail.notify(body=message.body, title=message.title, body_format=apprise.NotifyFormat.TEXT)
        return Outcome(Result.SENT) if taken else Outcome(Result.UNCERTAIN, why="邮件服务器未接收")

    def _form(self, host: str, port: int, mode: str, to: str) -> dict[str, Any]:
        login = {name: self._config[name] for name in ("user", "password") if self._config.get(name)}
        sender = str(self._config["sender"])
        return {
            "schema": "mailtos" if mode != "insecure" else "mailto", "host": host, "port": port, "smtp_host": host,
            "secure_mode": mode, "from_addr": sender, "targets": [to], "format": "text", **login,
        }  # fmt: skip
