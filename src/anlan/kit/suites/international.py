"""Ed25519 signatures, X25519 sealed boxes and XSalsa20-Poly1305, by libsodium."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from nacl.exceptions import BadSignatureError, CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox
from nacl.signing import SigningKey, VerifyKey

from anlan.kit.suites.errors import CannotOpen

NAME = "international"
BOX_KEY_BYTES = SecretBox.KEY_SIZE


def new_sealing_key() -> bytes:
    """32 bytes."""
    return bytes(PrivateKey.generate())


def sealing_public(key: bytes) -> bytes:
    """32 bytes."""
    return bytes(_private(key).public_key)


def seal(secret: bytes, public: bytes) -> bytes:
    """A libsodium sealed box."""
    if len(public) != PublicKey.SIZE:
        raise ValueError(f"an X25519 public key has {PublicKey.SIZE} bytes")
    return SealedBox(PublicKey(public)).encrypt(secret)


def unseal(sealed: bytes, key: bytes) -> bytes:
    """Inverse of :func:`seal`."""
    try:
        return SealedBox(_private(key)).decrypt(sealed)
    except CryptoError as error:
        raise CannotOpen(CannotOpen.__doc__) from error


def box(secret: bytes, key: bytes) -> bytes:
    """A libsodium secret box: nonce, then what was encrypted."""
    return bytes(SecretBox(key).encrypt(secret))


def unbox(boxed: bytes, key: bytes) -> bytes:
    """Inverse of :func:`box`."""
    try:
        return SecretBox(key).decrypt(boxed)
    except (CryptoError, ValueError) as error:
        raise CannotOpen(CannotOpen.__doc__) from error


def new_signing_key() -> bytes:
    """A seed of 32 bytes."""
    return bytes(SigningKey.generate())


def signing_public(key: bytes) -> bytes:
    """32 bytes."""
    return bytes(SigningKey(key).verify_key)


def sign(said: bytes, key: bytes) -> bytes:
    """64 bytes."""
    return SigningKey(key).sign(said).signature


def is_signed(said: bytes, signature: bytes, public: bytes) -> bool:
    """Whether ``public`` signed ``said``."""
    try:
        VerifyKey(public).verify(said, signature)
    except (BadSignatureError, CryptoError, ValueError):
        return False
    return True


def public_pem(public: bytes) -> str:
    """SubjectPublicKeyInfo of an Ed25519 key."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _private(key: bytes) -> PrivateKey:
    if len(key) != PrivateKey.SIZE:
        raise ValueError(f"an X25519 private key has {PrivateKey.SIZE} bytes")
    return PrivateKey(key)
