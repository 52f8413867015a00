"""Keys for processes on different machines; on one machine they are made by themselves."""

from typing import Annotated

import typer

from anlan.cli.parts import SuiteName
from anlan.kit.settings import settings

app = typer.Typer()
keys = typer.Typer(help="Keys for processes on different machines.")
app.add_typer(keys, name="keys")

Suite = Annotated[
    SuiteName | None, typer.Option(help="international or guomi; without it, what ANLAN_CRYPTO_SUITE says.")
]
#: Who opens and who seals, for each purpose of ``kit.sealing``.
_HOLDERS = {"camera": ("the cameras process", "web"), "notice": ("the worker", "web"), "field": ("the gateway", "web")}


@keys.command("new")
def keys_new(
    purpose: Annotated[str, typer.Argument(help="camera, notice, field (sealing); audit, report (signing, SM2).")],
    suite: Suite = None,
) -> None:
    """Print new keys as lines for the settings; nothing is kept or put into force."""
    from anlan.kit import sealing, signing

    if purpose in sealing.PURPOSES:
        typer.echo(pair_text(purpose, suite or settings().crypto_suite))
    elif purpose in signing.PURPOSES:
        typer.echo(f"ANLAN_{purpose.upper()}_SIGN_KEY={signing.new_key()}  # secret")
    else:
        raise typer.BadParameter(f"no purpose {purpose!r}; there are {', '.join(sealing.PURPOSES + signing.PURPOSES)}")


@keys.command("public")
def keys_public() -> None:
    """Print the public key (PEM) by which platforms above check reports that are signed by SM2."""
    from anlan.kit import signing
    from anlan.kit.suites import guomi

    typer.echo(guomi.public_pem(guomi.signing_public(signing.signing_key(settings(), "report"))).rstrip())


def pair_text(purpose: str, suite: str) -> str:
    """The two lines for the settings of two processes."""
    from anlan.kit.sealing import new_pair

    private, public = new_pair(suite)
    name, (opens, seals) = purpose.upper(), _HOLDERS[purpose]
    return f"ANLAN_{name}_KEY={private}  # {opens} only\nANLAN_{name}_PUBLIC_KEY={public}  # {seals}"
