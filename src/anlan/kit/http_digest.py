"""HTTP digest authentication (RFC 2617, 7616), which SIP uses as well: one formula for who asks and who is asked.

Devices use ``qop=auth`` with MD5 or SHA-256, or no qop at all.
"""

import hashlib
import secrets
from collections.abc import Iterable
from urllib.request import parse_http_list, parse_keqv_list

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


def answerable(challenges: Iterable[str]) -> str:
    """The first that :func:`authorization` answers: devices offer Basic beside Digest, in any order. "" without one."""
    return next((one for one in challenges if authorization(one, "OPTIONS", "/", "", "") is not None), "")


def authorization(challenge: str, method: str, path: str, user: str, password: str) -> str | None:
    """The header that answers ``challenge`` (a WWW-Authenticate header); None when it asks for no digest we know.

    Basic is not answered: it would give the password to whoever listens.
    """
    scheme, _, rest = challenge.partition(" ")
    pairs = [pair for pair in parse_http_list(rest) if pair.partition("=")[2]]
    asked = {key.lower(): value for key, value in parse_keqv_list(pairs).items()}
    name = asked.get("algorithm", "MD5").upper()
    offered = {word.strip() for word in asked.get("qop", "").split(",")} - {""}
    if (
        scheme.lower() != "digest"
        or name not in ALGORITHMS
        or (offered and "auth" not in offered)
        or "nonce" not in asked
    ):
        return None

    count, own = "00000001", secrets.token_hex(8)
    realm, nonce = asked.get("realm", ""), asked["nonce"]
    proof = response(
        name, user=user, realm=realm, password=password, method=method, uri=path, nonce=nonce,
        counted=f"{count}:{own}:auth" if offered else "",
    )  # fmt: skip
    said = {"username": user, "realm": realm, "nonce": nonce, "uri": path, "response": proof}
    said |= {key: asked[key] for key in ("opaque",) if key in asked}
    text = ", ".join(f'{key}="{_quoted(value)}"' for key, value in said.items())
    if "algorithm" in asked:
        text += f", algorithm={name}"
    return f'Digest {text}, qop=auth, nc={count}, cnonce="{own}"' if offered else f"Digest {text}"


def _quoted(value: str) -> str:
    """Nothing of the device's words may end the header early."""
    return "".join(c for c in value if c.isprintable()).replace("\\", "\\\\").replace('"', '\\"')
