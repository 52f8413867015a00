"""The code on the wall: signed by the platform, good for ten minutes."""

from django.core.signing import BadSignature, TimestampSigner

from anlan.records.core.errors import DomainError

GOOD_FOR_S = 600
_signer = TimestampSigner(salt="anlan.training.sign-in", sep=".")


class CodeOver(DomainError):
    """Too old, or not ours."""

    code, status = "code_over", 410
    message = "签到码已过期或无效，请扫描现场最新的二维码。"


def token_of(batch_id: int) -> str:
    """A token for this batch, good from now on."""
    return _signer.sign(str(batch_id))


def batch_of(token: str) -> int:
    """The batch a token was made for.

    Raises:
        CodeOver: it is too old or forged.
    """
    try:
        return int(_signer.unsign(token, max_age=GOOD_FOR_S))
    except (BadSignature, ValueError) as error:
        raise CodeOver from error
