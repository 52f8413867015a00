"""A passkey in software: real ES256 keys and real CBOR, as a browser's authenticator makes them."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

USER_PRESENT_AND_VERIFIED = 0x05


class SoftAuthenticator:
    """One credential for one site."""

    def __init__(self, origin: str = "http://localhost", rp_id: str = "localhost") -> None:
        self.origin, self.rp_id = origin, rp_id
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(16)
        self.user_handle = ""
        self.flags = USER_PRESENT_AND_VERIFIED

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer of ``navigator.credentials.create``."""
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(b"\0" * 16, self.credential_id, public)
        data = AuthenticatorData.create(self._rp_hash(), self.flags | 0x40, 0, attested)
        attestation = AttestationObject.create("none", data, {})
        return self._answer({
            "clientDataJSON": websafe_encode(self._client_data("webauthn.create", asked["challenge"])),
            "attestationObject": websafe_encode(bytes(attestation)),
        })  # fmt: skip

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer of ``navigator.credentials.get``."""
        client_data = self._client_data("webauthn.get", options["publicKey"]["challenge"])
        data = bytes(AuthenticatorData.create(self._rp_hash(), self.flags, 1))
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer({
            "clientDataJSON": websafe_encode(client_data),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        })  # fmt: skip

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _rp_hash(self) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest()
