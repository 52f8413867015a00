"""A connection that is closed already can be cut."""

from anlan.gateway.cutting import cut


class Closed:
    """As the TLS transport of Python 3.11.2 once it has let go of its protocol."""

    _ssl_protocol = None

    def abort(self) -> None:
        self._ssl_protocol._abort()


def test_cutting_what_is_closed_already_is_no_error() -> None:
    cut(Closed())
