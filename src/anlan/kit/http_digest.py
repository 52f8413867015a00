"""The answer of HTTP digest authentication (RFC 2617, 7616): the same formula for whoever asks and whoever is asked."""

import hashlib

#: Names as headers have them; devices know no others.
ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256"}


def response(
    algorithm: str, *, user: str, realm: str, password: str, method: str, uri: str, nonce: str, counted: str = ""
) -> str:
    """What proves the password.

    Args:
        algorithm: one of ``ALGORITHMS``.
        counted: ``nc:cnonce:qop`` where a quality of protection was agreed; empty without.
    """

    def hashed(text: str) -> str:
        return hashlib.new(ALGORITHMS[algorithm], text.encode(), usedforsecurity=False).hexdigest()

    middle = f"{nonce}:{counted}" if counted else nonce
    return hashed(f"{hashed(f'{user}:{realm}:{password}')}:{middle}:{hashed(f'{method}:{uri}')}")
