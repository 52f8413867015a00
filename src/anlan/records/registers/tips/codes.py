"""The query code: 16 digits that only the tipster has. What is kept are hashes."""

import hashlib
import hmac
import re
import secrets

from django.contrib.auth.hashers import check_password, make_password

from anlan.records.registers.tips.models import Secret

HANDLE, WHOLE = 6, 16


def new_code() -> str:
    """A code whose first part no other tip has."""
    while True:
        code = "".join(secrets.choice("0123456789") for _ in range(WHOLE))
        if not Secret.objects.filter(handle=code[:HANDLE]).exists():
            return code


def hashes(code: str) -> dict[str, str]:
    """What a tip keeps of its code."""
    return {
        "handle": code[:HANDLE],
        "code_hash": make_password(code),
        "payout_hash": make_password(payout_code(code)),
    }


def payout_code(code: str) -> str:
    """The ten digits that fetch the reward, worked out from the query code: nobody keeps them for the tipster."""
    number = int.from_bytes(hmac.digest(code.encode(), b"anlan tip payout", hashlib.sha256)[:8], "big")
    return f"{number % 10**10:010d}"


def secret_of(code: str) -> Secret | None:
    """The tip that this code belongs to; a wrong code costs as much time as a right one."""
    digits = re.sub(r"\D", "", code)
    found = Secret.objects.filter(handle=digits[:HANDLE]).select_related("tip").first()
    if found is None:
        make_password(digits)
        return None
    return found if check_password(digits, found.code_hash) else None


def is_payout_code(secret: Secret, code: str) -> bool:
    """True for the payout code of this tip."""
    return check_password(re.sub(r"\D", "", code), secret.payout_hash)
