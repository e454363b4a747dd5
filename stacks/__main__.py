"""Synthesizes all stacks of one environment: the only place that creates the App."""

import os
import sys
import tomllib
from pathlib import Path

from stacks.environment import DEFAULT_SUFFIX, Environment, environment

ROOT = Path(__file__).resolve().parent.parent
BAD_SETTING = 2


def main() -> int:
    """Synthesize into CDKTF_OUTDIR; return 2 when a setting is refused."""
    try:
        settings = _settings()
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return BAD_SETTING
    _synthesize(settings)
    return 0


def _settings() -> Environment:
    tables = tomllib.loads((ROOT / "environments.toml").read_text())
    return environment(
        tables,
        os.environ.get("ENVIRONMENT_SUFFIX") or DEFAULT_SUFFIX,
        expires_at=os.environ.get("EXPIRES_AT", ""),
        state_bucket=os.environ.get("STATE_BUCKET", ""),
    )


def _synthesize(settings: Environment) -> None:
    # jsii takes Node from PATH, and ours lies beside this Python.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    from cdktf import App  # noqa: PLC0415 (a refused setting is told without a second's wait)

    from stacks.crypto_price_processing import CryptoPriceProcessing  # noqa: PLC0415

    app = App(outdir=os.environ.get("CDKTF_OUTDIR") or "cdktf.out")
    CryptoPriceProcessing(app, settings, ROOT / "build" / "artifacts")
    app.synth()


if __name__ == "__main__":
    sys.exit(main())
