"""`make bench`: run the benches, print a table, keep results.json.

Every bench is a module ``bench/<name>_bench.py`` with ``run() -> list[dict]`` (rows made by ``bench.results.figure``).
"""

import argparse
import importlib
import traceback
from pathlib import Path

from bench import results


def names() -> list[str]:
    """All benches, by file."""
    return sorted(p.name.removesuffix("_bench.py") for p in Path(__file__).parent.glob("*_bench.py"))


def main() -> int:
    """Run what was asked; 1 when a bench failed to run (a missed goal is printed, not an error)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help=f"one of: {', '.join(names())}")
    wanted = parser.parse_args().only
    failed = 0
    for name in names():
        if wanted and name != wanted:
            continue
        print(f"== {name}", flush=True)
        try:
            rows = importlib.import_module(f"bench.{name}_bench").run()
        except Exception:
            traceback.print_exc()
            failed += 1
            continue
        results.show(rows)
        results.save(rows)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
