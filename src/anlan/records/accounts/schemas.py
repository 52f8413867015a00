"""What the accounts endpoints take and give."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from anlan.records.core.schemas import StrictSchema


class Credentials(StrictSchema):
    """A sign-in."""

    username: str = Field(min_length=1, max_length=150)
    password: str = Field(min_length=1, max_length=1000)


class PasswordIn(StrictSchema):
    """A change of one's own password."""

    old_password: str = Field(max_length=1000)
    new_password: str = Field(max_length=1000)


class Me(Schema):
    """Who is signed in and what they may do."""

    id: int
    username: str
    name: str
    role: str
    role_name: str
    enterprise_id: int | None
    town_code: str
    field: str
    is_on_duty: bool
    permissions: list[str]
    csrf_token: str
    #: What must be done before anything else: ``password_change_needed``, ``second_factor_needed`` or empty.
    unfinished: str


class Person(Schema):
    """Somebody an incident can be given to."""

    id: int
    name: str
    role: str
    role_name: str
    phone_masked: str
    is_on_duty: bool


class SecondStep(Schema):
    """The first step was right; one of these must follow: ``passkey``, ``totp``, ``recovery_code``."""

    methods: list[str]


class SignInWays(Schema):
    """What the sign-in page offers beside the password."""

    sso_name: str
    sso_url: str


class SignedOut(Schema):
    """Signed out here; the single sign-on's own end lies at this address."""

    continue_at: str


class CodeIn(StrictSchema):
    """A TOTP or recovery code."""

    code: str = Field(min_length=1, max_length=32)


class PasskeyIn(StrictSchema):
    """What ``navigator.credentials.get`` answered, as JSON."""

    credential: dict[str, Any]


class NewPasskeyIn(PasskeyIn):
    """What ``navigator.credentials.create`` answered, and what its owner calls it."""

    name: str = Field(min_length=1, max_length=64)


class ConfirmIn(StrictSchema):
    """One of the person's factors, again."""

    password: str = Field("", max_length=1000)
    code: str = Field("", max_length=32)
    credential: dict[str, Any] | None = None


class PasskeyOptions(Schema):
    """Options for the browser's ``navigator.credentials``, binary values in base64url."""

    publicKey: dict[str, Any]


class TotpSecret(Schema):
    """A secret for an authenticator app; its QR code is drawn here, not elsewhere."""

    secret: str
    url: str
    qr_svg: str


class RecoveryCodesOut(Schema):
    """Recovery codes, shown this once; empty when the account had some already."""

    recovery_codes: list[str]


class PasskeyOut(Schema):
    """A passkey of one's own."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


class SecurityOut(Schema):
    """How one's own account is protected. ``permission_names``: what one may do, code to Chinese name."""

    has_password: bool
    has_totp: bool
    is_factor_required: bool
    passkeys: list[PasskeyOut]
    recovery_codes_left: int
    permission_names: dict[str, str]


class SessionOut(Schema):
    """A browser that is signed in."""

    id: int
    browser: str
    ip: str
    method: str
    started_at: datetime
    seen_at: datetime
    is_this: bool


class ClosedOut(Schema):
    """How many sessions were ended."""

    closed: int


class TokenIn(StrictSchema):
    """A token to be issued."""

    name: str = Field(min_length=1, max_length=64)
    permissions: list[str] = Field(min_length=1, max_length=100)
    days: int = Field(ge=1, le=365)


class TokenOut(Schema):
    """A token of one's own, without its secret."""

    id: int
    name: str
    prefix: str
    permissions: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_ip: str
    revoked_at: datetime | None


class NewTokenOut(TokenOut):
    """A token just issued; the secret is shown this once."""

    secret: str
