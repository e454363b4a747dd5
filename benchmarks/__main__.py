"""Runs the benchmarks, prints each number beside its bar and writes `build/bench.json`.

The machines are shared and noisy, so a claim is a ratio of two things measured in the same run.
`python -m benchmarks enricher_requests` runs one of them.
"""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import (
    backfill_requests,
    comment_size,
    cycle_overhead,
    data_processor_calls,
    enricher_requests,
    enricher_throughput,
    handlers_memory,
    handlers_start,
    ingest_costs,
    live_view,
    localcloud_authorization,
    localcloud_metrics,
    market_reading,
    policies_engine,
    policies_process,
    precommit_policies,
    rehearsal_pull_request,
    report_page,
    suite_workers,
    synth_import,
)

Numbers = Mapping[str, float]

AT_MOST: dict[str, float] = {
    "backfill.requests_per_tick": 1.05,
    "data_processor.calls_per_25_alerts": 28,
    "data_processor.calls_without_alert": 0,
    "enricher.requests_per_record": 1.1,
    "enricher.requests_per_record_20_symbols": 1.3,
    "handlers.cold_start_vs_boto3": 1.35,
    "handlers.rss_growth_mb_100k": 5,
    "ingest.requests_per_tick": 1.05,
    "ingest.write_units_per_repair": 1,
    "ingest.write_units_per_tick": 2,
    "localcloud.authorization_overhead": 1.25,
    "localcloud.metrics_overhead": 1.1,
    "market.candles_1m_vs_pandas": 2,
    "market.read_100k_vs_boto3": 1.3,
    "synth.ratio_vs_stock_import": 0.35,
    "policies.process_vs_checkov": 0.2,
    "policies.engine_1000_vs_100": 11,
    "policies.engine_50000_vs_1000": 2.5,
    "policies.peak_rss_mb_10000": 1000,
    "precommit.warm_vs_synth": 0.3,
    "comment.chars_20000_changes": 65000,
    "comment.render_vs_json_load": 10,
    "cycle.overhead_without_tests": 1.3,
    "cycle.overhead_with_tests": 2.0,
    "rehearsal.pull_request_vs_terraform": 1.6,
    "report.filter_ms": 100,
    "report.first_paint_ms": 500,
    "suite.workers_cpu_vs_one": 1.1,
    "suite.workers_wall_vs_one": 0.6,
    "watch.page_cpu_share": 0.4,
    "watch.server_cpu_share": 0.4,
}
AT_LEAST: dict[str, float] = {"enricher.throughput_vs_naive": 8}
MEASUREMENTS: dict[str, Callable[[], Numbers]] = {
    "backfill_requests": backfill_requests.measure,
    "data_processor_calls": data_processor_calls.measure,
    "enricher_requests": enricher_requests.measure,
    "enricher_throughput": enricher_throughput.measure,
    "ingest_costs": ingest_costs.measure,
    "handlers_start": handlers_start.measure,
    "handlers_memory": handlers_memory.measure,
    "localcloud_authorization": localcloud_authorization.measure,
    "localcloud_metrics": localcloud_metrics.measure,
    "live_view": live_view.measure,
    "market_reading": market_reading.measure,
    "synth_import": synth_import.measure,
    "policies_engine": policies_engine.measure,
    "policies_process": policies_process.measure,
    "precommit_policies": precommit_policies.measure,
    "comment_size": comment_size.measure,
    "cycle_overhead": cycle_overhead.measure,
    "rehearsal_pull_request": rehearsal_pull_request.measure,
    "report_page": report_page.measure,
    "suite_workers": suite_workers.measure,
}
TARGET = Path("build/bench.json")
# A line for each run, from which `gitops report` draws the trend.
HISTORY = Path("build/bench-history.jsonl")


def main(chosen: list[str]) -> int:
    """Measure what is chosen, or everything; return 1 when a number misses its bar."""
    unknown = set(chosen) - MEASUREMENTS.keys()
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; choose of: {', '.join(MEASUREMENTS)}")
        return 2
    numbers: dict[str, float] = {}
    for name in chosen or MEASUREMENTS:
        numbers |= MEASUREMENTS[name]()
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_text(json.dumps(numbers, indent=2, sort_keys=True) + "\n")
    with HISTORY.open("a") as history:
        history.write(json.dumps(numbers, sort_keys=True) + "\n")
    held = [_report(key, value) for key, value in sorted(numbers.items())]
    return 0 if all(held) else 1


def _report(key: str, value: float) -> bool:
    """Print the number beside its bar; whether it holds. Only a wall time has no bar."""
    most, least = AT_MOST.get(key), AT_LEAST.get(key)
    if key.endswith("_seconds"):
        print(f"{'':<7} {key:<40} {value:.1f}")
        return True
    if most is None and least is None:
        raise LookupError(f"{key} has no bar")
    holds = value <= most if most is not None else value >= (least or 0)
    bar = f"at most {most}" if most is not None else f"at least {least}"
    print(f"{'ok' if holds else 'MISSED':<7} {key:<40} {value:.3f} ({bar})")
    return holds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
