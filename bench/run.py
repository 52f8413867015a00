"""`make bench`: run the benches, print a table, keep results.json.

Every bench is a module ``bench/<name>_bench.py`` with ``run() -> list[dict]`` (rows made by ``bench.results.figure``);
one that can run longer takes ``seconds``.
"""

import argparse
import importlib
import inspect
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
    parser.add_argument("--seconds", type=float, help="how long to measure, where a bench lets one choose")
    asked = parser.parse_args()
    wanted = asked.only
    failed = 0
    for name in names():
        if wanted and name != wanted:
            continue
        print(f"== {name}", flush=True)
        try:
            run = importlib.import_module(f"bench.{name}_bench").run
            is_open = asked.seconds is not None and "seconds" in inspect.signature(run).parameters
            rows = run(seconds=asked.seconds) if is_open else run()
        except Exception:
            traceback.print_exc()
            failed += 1
            continue
        results.show(rows)
        results.save(rows)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
