"""The console keeps its promises: its own tests pass, and the map page stays below its limit on a first visit."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[2] / "console"
BUILT = CONSOLE.parent / "src" / "anlan" / "web" / "static" / "console"

if shutil.which("node") is None:
    pytest.skip("needs Node 20.19 or newer", allow_module_level=True)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    plain = {**os.environ, "CI": "true", "NO_COLOR": "1"}
    return subprocess.run(command, cwd=CONSOLE, env=plain, capture_output=True, text=True, check=False)


def fingerprint() -> str:
    spec = importlib.util.spec_from_file_location("console_build", CONSOLE / "build.py")
    assert spec is not None
    assert spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    return str(build.fingerprint())


def test_console_passes_its_own_tests() -> None:
    if not (CONSOLE / "node_modules" / "vitest").exists():
        pytest.skip("needs console/node_modules (make setup)")
    done = run("node_modules/.bin/vitest", "run")
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_the_tools_of_the_console_pass_the_type_check() -> None:
    if not (CONSOLE / "node_modules" / "typescript").exists():
        pytest.skip("needs console/node_modules (make setup)")
    done = run("node_modules/.bin/tsc", "-p", "tsconfig.tools.json")
    assert done.returncode == 0, done.stdout[-3000:]


def test_map_page_stays_below_its_limit() -> None:
    stamp = BUILT / "build-stamp"
    if not stamp.exists() or stamp.read_text() != fingerprint():
        pytest.skip("the built console is not of these sources (make setup)")
    done = run("node", "tools/size.mjs", str(BUILT))
    assert "MapPage.vue" in done.stdout
    assert done.returncode == 0, done.stdout
