"""Domain packs as files: which ship, which are loaded (``$ANLAN_DATA/packs``), load, remove, use at the start."""

import shutil
from importlib.resources import files
from pathlib import Path

from anlan.domain import packs
from anlan.domain.packs import TABLES, BadPack, Pack
from anlan.kit.settings import Settings

FILES = ("pack.toml", *(f"{name}.csv" for name in TABLES))


def shipped_folder() -> Path:
    """Packs that come with the platform."""
    return Path(str(files("anlan.domain").joinpath("data", "packs")))


def shipped() -> list[Pack]:
    """All of them, by name."""
    return [packs.pack_of(texts_of(path)) for path in sorted(shipped_folder().iterdir()) if path.is_dir()]


def texts_of(folder: Path) -> dict[str, str]:
    """``{file name: text}`` of a pack's folder.

    Raises:
        BadPack: not a folder of a pack.
    """
    if not (folder / "pack.toml").is_file():
        raise BadPack(f"{folder}: there is no pack.toml; name a shipped pack (anlan packs list) or a folder with one")
    try:
        return {name: (folder / name).read_text("utf-8-sig") for name in FILES if (folder / name).is_file()}
    except UnicodeDecodeError as error:
        raise BadPack(f"{folder}: a file is not UTF-8 ({error}); save it as UTF-8") from error


def loaded(config: Settings) -> list[Pack]:
    """Packs of this machine, each checked against those before it.

    Raises:
        BadPack: one of them was spoilt by hand; without it points would lose their limits, so nothing starts.
    """
    found: list[Pack] = []
    folder = config.data / "packs"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and not path.name.startswith("."):
            try:
                found.append(packs.pack_of(texts_of(path), found))
            except BadPack as error:
                raise BadPack(f"domain pack {path.name}: {error}\nrepair {path} or load the pack again") from error
    return found


def load(config: Settings, name: str) -> tuple[Pack, bool]:
    """Load a shipped pack by name, or one from a folder; returns it and whether anything changed.

    Raises:
        BadPack: what is wrong with it; nothing was changed.
    """
    source = shipped_folder() / name if (shipped_folder() / name).is_dir() else Path(name)
    texts = texts_of(source)
    others = [one for one in loaded(config) if one.name != packs.pack_of(texts).name]
    pack = packs.pack_of(texts, others)
    target = config.folder("packs") / pack.name
    if target.is_dir() and texts_of(target) == texts:
        return pack, False
    part = target.with_name(f".{pack.name}.new")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    for file, text in texts.items():
        (part / file).write_text(text, encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    part.rename(target)
    return pack, True


def remove(config: Settings, name: str) -> None:
    """Unload a pack that nothing uses any more.

    Raises:
        BadPack: not loaded, or points or inspections still use it; the text says how many.
    """
    pack = next((one for one in loaded(config) if one.name == name), None)
    if pack is None:
        raise BadPack(f"the pack {name} is not loaded; see: anlan packs list")
    if used := uses_of(pack):
        raise BadPack(f"the pack {name} is in use: {used}; change or remove these first")
    shutil.rmtree(config.data / "packs" / name)


def uses_of(pack: Pack) -> str:
    """What uses a pack, in words; empty when nothing does. Needs Django."""
    from django.db import connection

    from anlan.records.registers.inspections.models import Inspection
    from anlan.records.sites.models import Point

    if Point._meta.db_table not in connection.introspection.table_names():
        return ""  # the platform was never started here: there are no records
    counts = {
        "points": Point.objects.filter(kind__in=pack.kinds).count(),
        "inspections": Inspection.objects.filter(sector=pack.name).count(),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def use_loaded(config: Settings) -> None:
    """Put the loaded packs beside the shipped tables; called when a process with records starts.

    Raises:
        BadPack: see :func:`loaded`.
    """
    packs.use(loaded(config))
