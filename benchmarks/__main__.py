"""Runs all benchmarks, prints each number beside its bar and writes `build/bench.json`.

The machines are shared and noisy, so a claim is a ratio of two things measured in the same run.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import cycle_overhead, enricher_requests, policies_process, synth_import

Numbers = Mapping[str, float]

BARS: dict[str, float] = {
    "synth.ratio_vs_stock_import": 0.35,
    "policies.process_vs_checkov": 0.25,
    "enricher.requests_per_record": 1.1,
    "cycle.overhead_without_tests": 1.3,
    "cycle.overhead_with_tests": 2.0,
}
MEASUREMENTS: tuple[Callable[[], Numbers], ...] = (
    enricher_requests.measure,
    synth_import.measure,
    policies_process.measure,
    cycle_overhead.measure,
)
TARGET = Path("build/bench.json")


def main() -> int:
    """Measure everything; return 1 when a number misses its bar."""
    numbers: dict[str, float] = {}
    for measure in MEASUREMENTS:
        numbers |= measure()
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(json.dumps(numbers, indent=2, sort_keys=True) + "\n")
    missed = [key for key, bar in BARS.items() if numbers[key] > bar]
    for key, bar in BARS.items():
        verdict = "MISSED" if key in missed else "ok"
        print(f"{verdict:<7} {key:<34} {numbers[key]:.3f} (bar {bar})")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
