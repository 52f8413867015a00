"""`make coverage`: branch coverage of the packages lives hang on; fails below the promise.

Runs the tests of these packages without numba's compiler, because compiled functions are invisible to coverage, and
prints lines and branches of each package from coverage's own JSON report.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

PROMISE = 95.0
PACKAGES = ("domain", "alarms", "gateway")
#: Tests of a package that are not named after it.
ELSEWHERE = {
    "domain": ["unit/cameras/test_condition.py", "integration/packs"],
    "gateway": ["contract/test_driver_pages.py", "contract/test_drivers.py", "contract/test_plugin_drivers.py"],
}
ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"


def test_folders(package: str) -> list[str]:
    """Every folder or file of tests that is named after the package."""
    places = [p for kind in ("unit", "integration") for p in sorted((TESTS / kind).iterdir())]
    names = (package, f"test_{package}")
    found = [p for p in places if p.name.startswith(names) and (p.is_dir() or p.suffix == ".py")]
    return [str(p) for p in found + [TESTS / name for name in ELSEWHERE.get(package, [])]]


def run(packages: list[str], report: Path) -> int:
    """Exit code of the tests."""
    folders = sorted({folder for package in packages for folder in test_folders(package)})
    options = [f"--cov=anlan.{package}" for package in packages]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *folders, *options, "--cov-branch"]
    command += [f"--cov-report=json:{report}", "--cov-report=term-missing:skip-covered"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, check=False).returncode


def figures(report: Path, package: str) -> tuple[float, float]:
    """Per cent of lines and of branches that were taken."""
    files = json.loads(report.read_text())["files"]
    mine = [f["summary"] for name, f in files.items() if f"anlan/{package}/" in name]
    lines = sum(s["covered_lines"] for s in mine) / max(1, sum(s["num_statements"] for s in mine))
    branches = sum(s["covered_branches"] for s in mine) / max(1, sum(s["num_branches"] for s in mine))
    return 100 * lines, 100 * branches


def main() -> int:
    """1 when a test fails or a package is below the promise."""
    packages = sys.argv[1:] or list(PACKAGES)
    report = ROOT / ".coverage.json"
    failed = run(packages, report)
    for package in packages:
        lines, branches = figures(report, package)
        failed |= branches < PROMISE
        print(f"{package:10} lines {lines:6.2f} %   branches {branches:6.2f} %   promised {PROMISE:.0f} %")
    report.unlink(missing_ok=True)
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
