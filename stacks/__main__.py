"""Synthesizes all stacks of one environment, or with `bootstrap` the one of the account.

With `--example` either takes the settings of an example, in which everything is set. With
`--settings` it prints every setting as JSON instead: type, default, unit, meaning. With
`--empty` and names of stacks it writes these without any resource, for whoever removes them.
A folder that is current already is left as it is, before CDKTF, which takes seconds, is loaded.
The only place that creates the App.
"""

import importlib.util
import json
import os
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stacks import account_settings, empty, output, settings_reference
from stacks import environment as environments
from stacks.account_settings import AccountSettings
from stacks.environment import DEFAULT_SUFFIX, Environment
from stacks.fingerprint import fingerprint
from stacks.settings import bootstrap, environment

if TYPE_CHECKING:
    from cdktf import App

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "environments.toml"
REFUSED = 2
CONSTRUCTS = "stacks.constructs."
UNWRITTEN = "write it, or take the line out of STACKS in stacks/__main__.py."
# The stacks of an environment: name -> module and class. A new stack is a line here.
STACKS = {
    "crypto-price-processing": "stacks.crypto_price_processing:CryptoPriceProcessing",
    "market-data-processing": "stacks.market_data_processing:MarketDataProcessing",
}


def main(arguments: Sequence[str] = ()) -> int:
    """Synthesize into CDKTF_OUTDIR; return 2 for a bad setting, or what is not there yet."""
    target = Path(os.environ.get("CDKTF_OUTDIR") or "cdktf.out")
    try:
        if _needs_no_app(arguments, target):
            return 0
        build = _chosen(arguments)
    except (ValueError, OSError) as error:
        return _refuse(error)
    # Before anything is built: what changes meanwhile makes the folder stale.
    made_of = fingerprint(ROOT, arguments, os.environ)
    with output.alone(target):
        if output.is_current(target, made_of):
            return 0
        output.empty(target)
        try:
            _synthesize(build, target)
        except ModuleNotFoundError as error:
            return _refuse(f"{error}; run `make setup`.")
        except (FileNotFoundError, NotImplementedError) as error:
            return _refuse(error)
        output.drop_abandoned(target)
        output.seal(target, made_of)
    return 0


def _needs_no_app(arguments: Sequence[str], target: Path) -> bool:
    """Do what needs neither CDKTF nor settings; whether that was all."""
    match list(arguments):
        case ["--settings"]:
            print(json.dumps(settings_reference.settings(), indent=1))  # noqa: T201 (its output)
        case ["--empty", *stacks]:
            empty.write(stacks, *_asked(), target)
        case _:
            return False
    return True


def load(stack: str) -> Callable[..., object]:
    """The class of a stack; it is imported here, late, because that starts jsii.

    Raises:
        FileNotFoundError: nobody wrote it.
    """
    module, _, name = STACKS[stack].partition(":")
    path = f"{module.replace('.', '/')}.py"
    if importlib.util.find_spec(module) is None:
        raise FileNotFoundError(f"Stack {stack}: there is no {path}; {UNWRITTEN}")
    found: Callable[..., object] | None = getattr(importlib.import_module(module), name, None)
    if not callable(found):
        raise FileNotFoundError(f"Stack {stack}: {path} has no class {name}; {UNWRITTEN}")
    if isinstance(found, type) and _builder(found).startswith(CONSTRUCTS):
        raise FileNotFoundError(f"Stack {stack}: {name} in {path} is empty; {UNWRITTEN}")
    return found


def _builder(stack: type) -> str:
    """The module of the __init__ of a class; that of a class without one is in no module."""
    return getattr(getattr(stack, "__init__"), "__module__", CONSTRUCTS)  # noqa: B009 (for mypy)


def _chosen(arguments: Sequence[str]) -> Callable[["App"], None]:
    """What builds the chosen stacks in an App; the settings have been read by then."""
    tables, (suffix, bucket) = _tables(), _asked()
    if list(arguments) == ["--example"]:
        return lambda app: _build_environment(app, environments.EXAMPLE)
    if arguments and arguments[0] == "bootstrap" and list(arguments[1:]) in ([], ["--example"]):
        account = account_settings.EXAMPLE if arguments[1:] else bootstrap(tables)
        return lambda app: _build_account(app, account, migrated=bool(bucket))
    if arguments:
        raise ValueError(
            f"There is nothing to synthesize for {list(arguments)}; use `bootstrap` or none."
        )
    settings = environment(
        tables,
        suffix,
        expires_at=os.environ.get("EXPIRES_AT", ""),
        state_bucket=bucket,
    )
    return lambda app: _build_environment(app, settings)


def _asked() -> tuple[str, str]:
    """The environment's suffix, and the bucket of its states if they are in one."""
    suffix = os.environ.get("ENVIRONMENT_SUFFIX") or DEFAULT_SUFFIX
    return suffix, os.environ.get("STATE_BUCKET", "")


def _refuse(error: Exception | str) -> int:
    print(error, file=sys.stderr)  # noqa: T201
    return REFUSED


def _tables() -> dict[str, Any]:
    try:
        return tomllib.loads((ROOT / SETTINGS).read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{SETTINGS} is not TOML: {error}.") from error


def _build_environment(app: "App", settings: Environment) -> None:
    for name in STACKS:
        load(name)(app, name, settings, ROOT / "build" / "artifacts")


def _build_account(app: "App", settings: AccountSettings, *, migrated: bool) -> None:
    from stacks.bootstrap import Bootstrap  # noqa: PLC0415 (starts jsii, as App does)

    Bootstrap(app, settings, migrated=migrated)


def _synthesize(build: Callable[["App"], None], target: Path) -> None:
    # jsii takes Node from PATH, and ours lies beside this Python.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    from cdktf import App  # noqa: PLC0415 (a refused setting is told without a second's wait)

    app = App(outdir=str(target))
    build(app)
    app.synth()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
