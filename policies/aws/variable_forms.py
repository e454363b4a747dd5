"""What the environment variables of functions hold, and which names no function may set.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from policies import Stack, as_bool, as_number
from policies.engine import terraform

FILE = Path(__file__).resolve().parent.parent / "variables.toml"
# Form -> type and attribute that the variable refers to.
REFERENCES = {
    "bucket name": ("aws_s3_bucket", "bucket"),
    "queue URL": ("aws_sqs_queue", "url"),
    "table name": ("aws_dynamodb_table", "name"),
    "topic ARN": ("aws_sns_topic", "arn"),
}
# Names that change where requests go, which code runs, or what Lambda itself sets:
# docs/claims.md#endpoint-variables, docs/claims.md#reserved-variables.
DENIED = re.compile(
    r"""AWS_.* | _.* | LAMBDA_.* | (?:[A-Z]+_)*PROXY                # Lambda, SDKs, proxies
      | LD_.* | PATH | BASH_ENV | ENV | IFS | SHELLOPTS | GCONV_PATH    # loader and shell
      | PYTHON.* | NODE_.* | JAVA_.* | JDK_.* | _JAVA_OPTIONS | RUBY.* | GEM_.* | PERL.* | DOTNET_.*
      | BOTO_.* | (?:SSL|REQUESTS|CURL)_.*(?:CERT|BUNDLE).* | SSL_CERT_DIR | SSLKEYLOGFILE
      | OPENSSL_.* | HOSTALIASES | RES_OPTIONS | LOCALDOMAIN          # TLS and name resolution
      | LANG | LANGUAGE | LC_.* | TZ | HOME | TMPDIR                  # what Lambda sets
    """,
    re.VERBOSE | re.IGNORECASE,
)
PATH = re.compile(r"/(?:[A-Za-z0-9_.-]+/)*")


@cache
def known() -> Mapping[str, Mapping[str, Any]]:
    """Each variable by its name: what it `holds`, and what its form needs besides."""
    return tomllib.loads(FILE.read_text())


def is_denied(name: str) -> bool:
    """Whether a variable of that name would change Lambda, the SDK or the interpreter."""
    return bool(DENIED.fullmatch(name))


def wanted(name: str) -> str:
    """What the variable must hold, in words."""
    row = known()[name]
    form = str(row["holds"])
    if form in REFERENCES:
        kind, attribute = REFERENCES[form]
        return f"a reference to the {attribute} of an {kind} of this stack"
    if form == "number":
        return f"a number from {row['least']} to {row['most']}"
    return f"one of {', '.join(row['words'])}" if form == "one of" else form


def holds(name: str, raw: object, stack: Stack) -> bool:
    """Whether what is written for the variable, which is listed, has its form."""
    row = known()[name]
    form = str(row["holds"])
    if form in REFERENCES:
        return _refers(str(raw), REFERENCES[form], stack)
    text = terraform.as_text(raw)
    if form == "number":
        return bool(row["least"] <= _number(text) <= row["most"])
    return text in row["words"] if form == "one of" else FORMS[form](text)


def _refers(text: str, wanted_: tuple[str, str], stack: Stack) -> bool:
    parts = terraform.parts(text) or []
    reference = parts[0] if len(parts) == 1 else None
    if not isinstance(reference, terraform.Reference):
        return False
    target = stack.find(reference.address)
    return target is not None and (target.type, terraform.dotted(reference.path)) == wanted_


def _number(text: str) -> float:
    number = as_number(text)
    return float("nan") if number is None else number


def _is_json(text: str, leaf: Callable[[object], bool]) -> bool:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(held, dict) and all(leaf(one) for one in _leaves(held))


def _leaves(held: Any) -> list[Any]:
    inner = held.values() if isinstance(held, dict) else held if isinstance(held, list) else None
    return [held] if inner is None else [leaf for one in inner for leaf in _leaves(one)]


def _is_https(value: object) -> bool:
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return bool(parts and parts.scheme == "https" and parts.hostname)


def _is_number(value: object) -> bool:
    return not isinstance(value, bool) and bool(
        re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(value), re.ASCII)
    )


# The other forms.
FORMS: Mapping[str, Callable[[str], bool]] = {
    "JSON of https URLs": lambda text: _is_json(text, _is_https),
    "JSON of numbers": lambda text: _is_json(text, _is_number),
    "https URL": _is_https,
    "parameter path": lambda text: bool(PATH.fullmatch(text)),
    "suffix": lambda _: True,  # lambda_function_has_environment_suffix compares it
    "truth value": lambda text: as_bool(text) is not None,
}
