"""Cameras: how good recognisers are, models, keys, and what is on the cameras' network."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.keys import Suite
from anlan.cli.parts import AsJson, on_bus
from anlan.kit import logs
from anlan.kit.settings import settings

app = typer.Typer()
cameras = typer.Typer(help="Cameras: find and ask them, measure recognisers, try models, make keys.")
app.add_typer(cameras, name="cameras")


@cameras.command("evaluate")
def cameras_evaluate(
    footage: Annotated[list[Path], typer.Argument(help="Labelled folders, each with a manifest.csv.")],
    behaviour: Annotated[str, typer.Option(help="One recogniser; without it, all that have footage.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the quality cards as JSON.")] = False,
    save: Annotated[bool, typer.Option(help="Write the figures onto the quality card in the source tree.")] = False,
) -> None:
    """Run the real recognisers over labelled footage and print how good they are."""
    import json

    from anlan.cameras.catalogue import behaviours
    from anlan.cameras.evaluate import command
    from anlan.cameras.evaluate.footage import BadManifest

    logs.configure("evaluate")
    if behaviour and behaviour not in behaviours():
        raise typer.BadParameter(f"no recogniser {behaviour!r}; there are {', '.join(behaviours())}")
    cards = []
    for name in [behaviour] if behaviour else behaviours():
        try:
            cards.append(command.evaluate(name, footage, settings()))
        except BadManifest as error:
            typer.echo(f"{name}: {error}", err=True)
            continue
        if save:
            command.save(cards[-1])
        if not as_json:
            typer.echo(command.as_text(cards[-1]))
    if as_json:
        typer.echo(json.dumps(cards, ensure_ascii=False, indent=2))
    sys.exit(0 if cards else 1)


@cameras.command("check-model")
def cameras_check_model(
    folder: Annotated[Path, typer.Argument(help="Folder with model.toml and the ONNX file.")],
    role: Annotated[str, typer.Option(help="What it is for; without it, the folder's name says so.")] = "",
) -> None:
    """Try a model of your own in a process with limits; says why it cannot be used, if so."""
    from anlan.cameras.models.card import ModelRefused, read_card
    from anlan.cameras.models.probe import probe
    from anlan.cameras.models.shelf import ROLES, check_role

    if role and role not in ROLES:
        raise typer.BadParameter(f"no role {role!r}; there are {', '.join(ROLES)}")
    try:
        warnings = probe(folder)
        check_role(role or folder.resolve().name, read_card(folder))
    except ModelRefused as error:
        typer.echo(f"refused: {error}", err=True)
        sys.exit(1)
    typer.echo("\n".join([*(f"warning: {warning}" for warning in warnings), "usable"]))


@cameras.command("key")
def cameras_key(suite: Suite = None) -> None:
    """Print a new pair of keys for camera logins, for processes on different machines."""
    from anlan.cli.keys import pair_text

    typer.echo(pair_text("camera", suite or settings().crypto_suite))


@cameras.command("gb28181")
def cameras_gb28181(
    device: Annotated[str, typer.Argument(help="Id of one device, to list its channels.")] = "",
    as_json: AsJson = False,
) -> None:
    """List devices that register by GB/T 28181, or the channels of one of them."""
    from anlan.cli import gb28181

    on_bus("cameras-gb28181", lambda bus: gb28181.listed(bus, device, as_json=as_json))


@cameras.command("discover")
def cameras_discover(
    interface: Annotated[str, typer.Option(help="This machine's IPv4 address on the cameras' network.")] = "",
    timeout_s: Annotated[float, typer.Option(help="How long to listen.", min=0.3, max=60)] = 4.0,
) -> None:
    """List ONVIF cameras that answer on this network; run it where they are. Nothing is registered or called."""
    from anlan.cameras.onvif import discovery

    try:
        found = discovery.discover(interface, timeout_s)
    except OSError as error:
        typer.echo(f"cannot ask on {interface or 'this network'}: {error.strerror or error}", err=True)
        sys.exit(1)
    for one in found:
        other = f"  (answered from {one.number})" if one.is_elsewhere else ""
        typer.echo(f"{one.address}{other}  {one.name or '-'}  {one.model or '-'}\n  {' '.join(one.scopes)}")
    typer.echo(f"{len(found)} device(s)", err=True)


@cameras.command("ask")
def cameras_ask(
    address: Annotated[str, typer.Argument(help="onvif://host[:port]")],
    user: Annotated[str, typer.Option(help="Account of the camera; its password is asked for.")] = "",
) -> None:
    """Ask an ONVIF camera who it is, which streams and recordings it has, and whether it can be turned."""
    from anlan.cameras.onvif.device import Login
    from anlan.cameras.onvif.errors import OnvifError
    from anlan.cameras.onvif.report import report

    password = typer.prompt("password", hide_input=True, err=True) if user else ""
    try:
        typer.echo(report(address, Login(user, password) if user else None, settings()))
    except OnvifError as error:
        typer.echo(f"{address}: {error}", err=True)
        sys.exit(1)
