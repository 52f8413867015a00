"""Where a SIP endpoint is: ``sip:8001@10.30.1.5``, ``sip:10.30.1.5:5062``."""

import re
from dataclasses import dataclass

SIP_PORT = 5060
_FORM = re.compile(
    r"sip:(?:(?P<user>[A-Za-z0-9._+*#-]{1,64})@)?(?P<host>[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}))(?::(?P<port>\d{1,5}))?"
)


@dataclass(frozen=True, slots=True)
class SipAddress:
    """A person's or a device's address. Parameters, passwords and IPv6 are not taken."""

    user: str
    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "SipAddress":
        """From its text.

        Raises:
            ValueError: it is not of this form; the message says what is.
        """
        found = _FORM.fullmatch(text)
        if found is None or not 1 <= int(found["port"] or SIP_PORT) <= 65535:
            raise ValueError("sip:<number>@<host>[:<port>], for example sip:8001@10.30.1.5")
        return cls(found["user"] or "", found["host"], int(found["port"] or SIP_PORT))

    def __str__(self) -> str:
        port = "" if self.port == SIP_PORT else f":{self.port}"
        return f"sip:{self.user + '@' if self.user else ''}{self.host}{port}"
