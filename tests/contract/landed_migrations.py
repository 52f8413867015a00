"""Checksums of migrations that have landed: ``python -m tests.contract.landed_migrations`` adds those of new ones.

It never replaces one: a database that ran a migration must find the same one, with the same dependencies, ever after.
"""

import hashlib
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "anlan"
FILE = Path(__file__).with_suffix(".txt")


def landed() -> dict[str, str]:
    """Checksum by path, as the file holds them."""
    rows = (line.split() for line in FILE.read_text().splitlines())
    return {path: checksum for checksum, path in rows}


def present() -> dict[str, str]:
    """Checksum by path, as the tree has them."""
    files = sorted(SOURCE.glob("records/**/migrations/[0-9]*.py"))
    return {str(file.relative_to(SOURCE)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def main() -> None:
    """Add what is new; leave what is there."""
    rows = {**present(), **(landed() if FILE.exists() else {})}
    FILE.write_text("".join(f"{checksum}  {path}\n" for path, checksum in sorted(rows.items())))


if __name__ == "__main__":
    main()
