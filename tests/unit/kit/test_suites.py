"""Both suites keep what they promise, agree with the standards' own examples, and with OpenSSL in both directions."""

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from anlan.kit.suites import SUITES, CannotOpen, Suite, guomi, named, sm2_gmalg, split
from anlan.kit.suites.sm2 import Engine, engine
from anlan.kit.suites.sm3 import hmac_sm3, sm3

#: GM/T 0003.5-2012 (GB/T 32918.5-2017), annexes A and C: signing and encryption on the recommended curve.
PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
POINT = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
X1 = "04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73"
Y1 = "E858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0"
C3 = "59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766"
C2 = "21886CA989CA9C7D58087307CA93092D651EFA"

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="the openssl command is not installed")


@pytest.fixture(params=list(SUITES))
def suite(request: pytest.FixtureRequest) -> Suite:
    return SUITES[request.param]


def test_what_is_sealed_opens_with_its_key_only(suite: Suite) -> None:
    key = suite.new_sealing_key()
    sealed = suite.seal("admin:密码".encode(), suite.sealing_public(key))
    assert suite.unseal(sealed, key).decode() == "admin:密码"
    with pytest.raises(CannotOpen):
        suite.unseal(sealed, suite.new_sealing_key())


def test_a_box_that_was_touched_anywhere_does_not_open(suite: Suite) -> None:
    key = suite.new_sealing_key()
    sealed = suite.seal(b"secret", suite.sealing_public(key))
    for place in range(0, len(sealed), 7):
        touched = bytearray(sealed)
        touched[place] ^= 1
        with pytest.raises(CannotOpen):
            suite.unseal(bytes(touched), key)
    for length in (0, 1, 40, len(sealed) - 1):
        with pytest.raises(CannotOpen):
            suite.unseal(sealed[:length], key)


def test_a_shared_key_opens_its_box_only(suite: Suite) -> None:
    key, other = bytes(suite.BOX_KEY_BYTES), b"\x01" * suite.BOX_KEY_BYTES
    boxed = suite.box(b"half", key)
    assert suite.unbox(boxed, key) == b"half"
    assert suite.box(b"half", key) != boxed, "a nonce was used twice"
    for wrong, text in ((other, boxed), (key, boxed[:-1] + bytes([boxed[-1] ^ 1])), (key, b"")):
        with pytest.raises(CannotOpen):
            suite.unbox(text, wrong)


def test_a_signature_holds_for_its_words_and_key_only(suite: Suite) -> None:
    key = suite.new_signing_key()
    public, signature = suite.signing_public(key), suite.sign(b"said", key)
    assert suite.is_signed(b"said", signature, public)
    assert not suite.is_signed(b"said!", signature, public)
    assert not suite.is_signed(b"said", signature, suite.signing_public(suite.new_signing_key()))
    for malformed in (b"", b"\x30\x00", signature[:-1], bytes(64)):
        assert not suite.is_signed(b"said", malformed, public)
    for no_point in (b"", bytes(len(public)), public[:-1]):
        assert not suite.is_signed(b"said", signature, no_point)


def test_a_key_of_the_other_suite_is_refused(suite: Suite) -> None:
    other = next(one for one in SUITES.values() if one.NAME != suite.NAME)
    key = other.new_sealing_key()
    with pytest.raises(ValueError, match="bytes"):
        suite.seal(b"secret", other.sealing_public(key))
    with pytest.raises(ValueError, match="bytes"):
        suite.unseal(b"x" * 100, key)


def test_texts_name_their_suite_and_those_from_before_are_international(suite: Suite) -> None:
    assert split(named(suite, b"raw")) == (suite, b"raw")
    assert split(base64.b64encode(b"old").decode()) == (SUITES["international"], b"old")
    for text in ("nist:AAAA", "guomi:%%%", "no base64"):
        with pytest.raises(ValueError, match=r"suite|base64"):
            split(text)


@pytest.fixture(params=[engine(), sm2_gmalg], ids=["this machine's", "gmalg"])
def sm2(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Either library, and the suite on top of it."""
    monkeypatch.setattr(guomi, "_sm2", request.param)
    found: Engine = request.param
    return found


def test_sm2_agrees_with_the_signature_and_the_ciphertext_of_the_standard(sm2: Engine) -> None:
    assert sm2.is_signed(b"message digest", _der(_integer(R), _integer(S)), POINT)
    assert sm2.is_signed(b"message digest", sm2.sign(b"message digest", PRIVATE, POINT), POINT)
    text = _der(_integer(X1), _integer(Y1), _octets(C3), _octets(C2))
    assert sm2.decrypt(text, PRIVATE) == b"encryption standard"


def test_the_two_libraries_read_each_other_and_refuse_the_same(sm2: Engine) -> None:
    private, point = sm2.new_pair()
    assert engine().is_signed(b"said", sm2.sign(b"said", private, point), point)
    assert sm2.decrypt(engine().encrypt(b"key of 16 bytes!", point), private) == b"key of 16 bytes!"
    assert engine().decrypt(sm2.encrypt(b"key of 16 bytes!", point), private) == b"key of 16 bytes!"
    for no_point in (bytes(64), b"\xff" * 64, point[:32] + bytes(32), b""):
        with pytest.raises(ValueError, match="point"):
            sm2.encrypt(b"key", no_point)
    text = sm2.encrypt(b"key", point)
    for damaged in (b"", text[:-1], text[:-1] + bytes([text[-1] ^ 1]), text + b"\0", b"\x30\x00"):
        with pytest.raises(ValueError, match=r".*"):
            sm2.decrypt(damaged, private)
        assert not guomi.is_signed(b"said", damaged, b"\x04" + point)


def test_sm3_agrees_with_the_examples_of_gb_t_32905() -> None:
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_agrees_with_gb_t_32907_and_gcm_with_rfc_8998() -> None:
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    block = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"
    # RFC 8998, appendix A.1
    nonce, bound = "00001234567800000000ABCD", bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    text = (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    )
    said = guomi.ungcm(bytes.fromhex(nonce + text + "83DE3541E4C2B58177E065A9BF7B62EC"), key, bound)
    assert said.hex().upper() == "".join(letter * 16 for letter in "ABCDEFEA")


@needs_openssl
def test_openssl_accepts_our_signature_and_we_accept_its(sm2: Engine, tmp_path: Path) -> None:
    key = guomi.new_signing_key()
    (tmp_path / "said").write_bytes(b"anlan audit 2026")
    (tmp_path / "public.pem").write_text(guomi.public_pem(guomi.signing_public(key)))
    (tmp_path / "ours").write_bytes(guomi.sign(b"anlan audit 2026", key))
    options = "-rawin -digest sm3 -pkeyopt distid:1234567812345678"
    said = _openssl(tmp_path, f"pkeyutl -verify -pubin -inkey public.pem -in said -sigfile ours {options}")
    assert "Verified Successfully" in said
    (tmp_path / "private.pem").write_text(_private_pem(key))
    _openssl(tmp_path, f"pkeyutl -sign -inkey private.pem -in said -out theirs {options}")
    assert guomi.is_signed(b"anlan audit 2026", (tmp_path / "theirs").read_bytes(), guomi.signing_public(key))


@needs_openssl
def test_openssl_opens_our_envelopes_lock_and_we_open_its(sm2: Engine, tmp_path: Path) -> None:
    key = guomi.new_sealing_key()
    sealed = guomi.seal(b"admin:pass", guomi.sealing_public(key))
    lock, text = sealed[1 : 1 + sealed[0]], sealed[1 + sealed[0] :]
    (tmp_path / "private.pem").write_text(_private_pem(key))
    (tmp_path / "lock").write_bytes(lock)
    _openssl(tmp_path, "pkeyutl -decrypt -inkey private.pem -in lock -out sm4_key")
    assert guomi.ungcm(text, (tmp_path / "sm4_key").read_bytes(), lock) == b"admin:pass"
    (tmp_path / "public.pem").write_text(guomi.public_pem(guomi.sealing_public(key)))
    (tmp_path / "said").write_bytes(b"0123456789abcdef")
    _openssl(tmp_path, "pkeyutl -encrypt -pubin -inkey public.pem -in said -out theirs")
    assert sm2.decrypt((tmp_path / "theirs").read_bytes(), key[:32]) == b"0123456789abcdef"


@needs_openssl
def test_openssl_works_out_the_same_hmac_by_sm3(tmp_path: Path) -> None:
    (tmp_path / "said").write_bytes(b"sm4-cbc.1795428000.")
    shown = _openssl(tmp_path, f"dgst -sm3 -mac HMAC -macopt hexkey:{'ab' * 32} -r said")
    assert shown.split()[0] == hmac_sm3(b"\xab" * 32, b"sm4-cbc.1795428000.").hex()


def _openssl(folder: Path, arguments: str) -> str:
    assert OPENSSL is not None
    done = subprocess.run([OPENSSL, *arguments.split()], cwd=folder, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _private_pem(key: bytes) -> str:
    """SEC 1 (RFC 5915): version 1, the number, the curve, the point."""
    curve = bytes.fromhex("a00a06082a811ccf5501822d")
    point = bytes.fromhex("a14403420004") + key[32:]
    body = bytes.fromhex("020101") + b"\x04\x20" + key[:32] + curve + point
    text = base64.encodebytes(b"\x30" + bytes([len(body)]) + body).decode()
    return f"-----BEGIN EC PRIVATE KEY-----\n{text}-----END EC PRIVATE KEY-----\n"


def _integer(number: str) -> bytes:
    raw = int(number, 16).to_bytes(33).lstrip(b"\0")
    raw = b"\0" + raw if raw[0] & 0x80 else raw
    return bytes([2, len(raw)]) + raw


def _octets(text: str) -> bytes:
    return bytes([4, len(text) // 2]) + bytes.fromhex(text)


def _der(*parts: bytes) -> bytes:
    body = b"".join(parts)
    return b"\x30" + (bytes([0x81]) if len(body) > 127 else b"") + bytes([len(body)]) + body
