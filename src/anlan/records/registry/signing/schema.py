"""What a device sends of a signing, and who must have signed."""

from collections.abc import Sequence

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from anlan.records.core.errors import Invalid
from anlan.records.registry.models import Signature

SIGNERS_MAX = 12


STATEMENT_MAX = 60_000


Role = Signature.Role


class Signer(BaseModel):
    """One person at the screen, or one who refused to sign."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    role: Role
    name: str = Field(min_length=1, max_length=64)
    duty: str = Field(default="", max_length=64)
    photo_id: int | None = Field(default=None, ge=1, le=2**62)
    is_refused: bool = False
    reason: str = Field(default="", max_length=500)
    signed_at: AwareDatetime


class Signed(BaseModel):
    """What a device sends: the text that was shown, and who signed it."""

    model_config = ConfigDict(extra="forbid")

    statement: str = Field(min_length=1, max_length=STATEMENT_MAX)
    signers: list[Signer] = Field(min_length=1, max_length=SIGNERS_MAX)
    agrees_to_e_service: bool = False


_SIGNED = TypeAdapter(Signed)


def signed_read(text: str) -> Signed:
    """``text`` is JSON of a :class:`Signed`.

    Raises:
        Invalid: it is not.
    """
    try:
        return _SIGNED.validate_json(text)
    except ValidationError as problem:
        first = problem.errors()[0]
        raise Invalid(fields={"signed": f"签名内容有误：{first['loc']} {first['msg']}"}) from None


def require_signers(signers: Sequence[Signer]) -> None:
    """An officer must have signed; who refused is vouched for.

    Raises:
        Invalid: nobody of the agency signed, a signature without a picture, or a refusal nobody vouches for.
    """
    officers = [one for one in signers if one.role == Role.OFFICER and not one.is_refused]
    if not officers:
        raise Invalid(fields={"signed": "至少一名检查人员须签名。"})
    for one in signers:
        if one.is_refused and one.role != Role.PARTY:
            raise Invalid(fields={"signed": f"只有被检查单位人员可以登记拒签，{one.name}请签名。"})
        if one.is_refused and not one.reason:
            raise Invalid(fields={"signed": f"请写明{one.name}拒签的情况。"})
        if one.is_refused == (one.photo_id is not None):
            raise Invalid(fields={"signed": f"{one.name}：签名图与拒签只能有一项，且必有一项。"})
    is_vouched = len(officers) >= 2 or any(one.role == Role.WITNESS for one in signers)
    if any(one.is_refused for one in signers) and not is_vouched:
        raise Invalid(fields={"signed": "拒绝签字的，须由两名检查人员签名注明，或由见证人签名。"})
