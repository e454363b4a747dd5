"""Synthesizes all stacks of one environment: the only place that creates the App."""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

from stacks.environment import DEFAULT_SUFFIX, Environment
from stacks.settings import environment

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "environments.toml"
REFUSED = 2


def main() -> int:
    """Synthesize into CDKTF_OUTDIR; return 2 when a setting is refused or an artifact missing."""
    try:
        settings = _settings()
    except (ValueError, OSError) as error:
        return _refuse(error)
    try:
        _synthesize(settings)
    except FileNotFoundError as error:
        return _refuse(error)
    return 0


def _refuse(error: Exception) -> int:
    print(error, file=sys.stderr)  # noqa: T201
    return REFUSED


def _tables() -> dict[str, Any]:
    try:
        return tomllib.loads((ROOT / SETTINGS).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{SETTINGS} is not TOML: {error}.") from error


def _settings() -> Environment:
    return environment(
        _tables(),
        os.environ.get("ENVIRONMENT_SUFFIX") or DEFAULT_SUFFIX,
        expires_at=os.environ.get("EXPIRES_AT", ""),
        state_bucket=os.environ.get("STATE_BUCKET", ""),
    )


def _synthesize(settings: Environment) -> None:
    # jsii takes Node from PATH, and ours lies beside this Python.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    from cdktf import App  # noqa: PLC0415 (a refused setting is told without a second's wait)

    from stacks.crypto_price_processing import CryptoPriceProcessing  # noqa: PLC0415
    from stacks.market_data_processing import MarketDataProcessing  # noqa: PLC0415

    target = Path(os.environ.get("CDKTF_OUTDIR") or "cdktf.out")
    # CDKTF makes the folder itself, but none above it.
    target.parent.mkdir(parents=True, exist_ok=True)
    app = App(outdir=str(target))
    for stack in (CryptoPriceProcessing, MarketDataProcessing):
        stack(app, settings, ROOT / "build" / "artifacts")
    app.synth()


if __name__ == "__main__":
    sys.exit(main())
