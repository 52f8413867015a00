"""SMS through any gateway that takes HTTP: the template says how."""

from anlan.records.notices.channels.http_template import HttpTemplate


class Sms(HttpTemplate):
    """Sends ``message.short``."""
