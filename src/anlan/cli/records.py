"""Care of the records: the audit trail, administrators, backups."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.parts import AsJson, SuiteName, answer, records
from anlan.kit.settings import settings

app = typer.Typer()
audit = typer.Typer(help="The audit trail.")
app.add_typer(audit, name="audit")


@audit.command("verify")
def audit_verify(
    as_json: AsJson = False,
    against: Annotated[Path | None, typer.Option(help="File of receipts that were kept elsewhere.")] = None,
) -> None:
    """Recompute the audit chain; exits 1 when an entry was changed, removed or cut off."""
    with records():
        from anlan.records.audit.commands import verify_command

        code, text = verify_command(as_json=as_json, against=against)
        typer.echo(text)
        sys.exit(code)


@audit.command("receipt")
def audit_receipt(
    to: Annotated[Path | None, typer.Option(help="File that the receipt is added to.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="For paper, instead of one line of JSON.")] = False,
) -> None:
    """Sign the chain's present end for somebody else to keep; run it every few minutes by a timer."""
    with records():
        from anlan.records.audit.commands import receipt_command

        code, text = receipt_command(to=to, as_sheet=sheet)
        typer.echo(text)
        sys.exit(code)


@audit.command("public-key")
def audit_public_key(
    suite: Annotated[SuiteName | None, typer.Option(help="Without it, the one that signs now.")] = None,
) -> None:
    """Print the public key of receipts (PEM), for whoever checks them with openssl."""
    with records():
        from anlan.records.audit.commands import public_key_command

        answer(*public_key_command(suite or ""))


admin = typer.Typer(help="Administrators: the first one on an empty platform, and a way back in.")
app.add_typer(admin, name="admin")

#: Asked for without echo, or taken from the environment; never an option that stays in the shell's history.
Password = Annotated[
    str,
    typer.Option(
        envvar="ANLAN_NEW_PASSWORD", prompt="Password", confirmation_prompt=True, hide_input=True, show_envvar=True
    ),
]


@admin.command("create")
def admin_create(
    username: Annotated[str, typer.Argument(help="Name to sign in with.")],
    password: Password,
    name: Annotated[str, typer.Option(help="Name on screen.")] = "系统管理员",
) -> None:
    """Make an administrator; on an empty platform the first account."""
    with records():
        from anlan.records.accounts.commands import admin_create_command

        answer(*admin_create_command(username, name, password))


@admin.command("password")
def admin_password(
    username: Annotated[str, typer.Argument(help="Whose password.")],
    password: Password,
    reason: Annotated[str, typer.Option(help="Why; it stands in the audit trail.")],
) -> None:
    """Give a user a new password; their sessions end."""
    with records():
        from anlan.records.accounts.commands import admin_password_command

        answer(*admin_password_command(username, password, reason))


Keys = Annotated[Path | None, typer.Option(help="Folder of the keys; without it the folder's name and .keys.")]


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A new folder.")], keys: Keys = None) -> None:
    """Copy records, photos and alarm state to a folder while the platform runs; keys go to a folder apart."""
    from anlan.web.backup import backup_command

    answer(*backup_command(settings(), folder, keys))


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="What backup made.")], keys: Keys = None) -> None:
    """Put a backup into an empty data folder; the next start goes on in the stream from its place."""
    from anlan.web.backup import restore_command

    answer(*restore_command(settings(), folder, keys))
