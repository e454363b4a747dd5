"""The settings of this repository for gitops: the table `[tool.gitops]` in pyproject.toml.

`gitops` works on any stacks; everything specific to these stacks is set there.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import ROOT

FILE = ROOT / "pyproject.toml"
TABLE = "tool.gitops"


@dataclass(frozen=True)
class Project:
    """The project's particulars.

    `functions` is the folder of the Lambda functions and `integration_tests` that of the tests of
    deployed stacks (a folder per stack), both below the root. `settings` is the file of the
    environments' settings. `suffix` is a regular expression for whole suffixes and `suffix_rule`
    the same in words. `operator_parameters` are prefixes of what operators keep in the parameter
    store outside of Terraform, tagged with the environment. `account_stack` is the stack of the
    account, synthesized by the app with its name as argument; `boundary` is the address of the
    policy in it that bounds all roles of environments. `approvals` says for each protected
    environment who must have approved a deployment: `gitops.approval.setting` describes it.
    `url_output` is the output, of any stack, that is the URL of a deployment; empty if there is
    none. `usage` is the file that says what a unit of work makes the resources do
    (`gitops.cost.usage`), None if nothing was measured.
    """

    functions: Path
    integration_tests: Path
    settings: Path
    suffix: re.Pattern[str]
    suffix_rule: str
    operator_parameters: tuple[str, ...]
    account_stack: str
    boundary: str
    approvals: Mapping[str, str] = field(default_factory=dict)
    url_output: str = ""
    usage: Path | None = None

    def state_key(self, stack: str, suffix: str) -> str:
        """The object that holds a stack's state in a bucket: what lists states reads it from that.

        A synthesis that keeps the state elsewhere is refused (`gitops.environment.isolation`).
        """
        return f"{stack}/{suffix}.tfstate"

    def parse_suffix(self, text: str) -> str:
        """The suffix, unchanged.

        Raises:
            Refusal: it breaks the project's rule.
        """
        if not self.suffix.fullmatch(text):
            raise Refusal(f"The environment suffix {text!r} is refused: {self.suffix_rule}.")
        return text


@cache
def project() -> Project:
    """The settings in the repository's pyproject.toml.

    Raises:
        Refusal: the table is missing or incomplete.
    """
    try:
        return parse(tomllib.loads(FILE.read_text())["tool"]["gitops"])
    except FileNotFoundError:
        raise Refusal(f"Not found: {FILE}. Run gitops in a repository that contains it.") from None
    except OSError as error:
        raise Refusal(
            f"{FILE.name} cannot be read: {error.strerror}; restore it from Git."
        ) from None
    except (KeyError, TypeError):
        raise Refusal(f"{FILE.name} has no table [{TABLE}]; see docs/adopting.md.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{FILE.name} is not TOML: {error}.") from error


def parse(table: dict[str, Any]) -> Project:
    """The project of a table.

    Raises:
        Refusal: a value is missing or cannot be used.
    """
    try:
        return Project(
            functions=ROOT / table["functions"],
            integration_tests=ROOT / table["integration_tests"],
            settings=ROOT / table["settings"],
            suffix=re.compile(table["suffix"]),
            suffix_rule=str(table["suffix_rule"]),
            operator_parameters=tuple(table["operator_parameters"]),
            account_stack=str(table["account_stack"]),
            boundary=str(table["boundary"]),
            approvals=dict(table.get("approval", {})),
            url_output=str(table.get("url_output", "")),
            usage=ROOT / table["usage"] if "usage" in table else None,
        )
    except KeyError as error:
        raise Refusal(f"{FILE.name}: {error.args[0]} is missing in [{TABLE}].") from None
    except (TypeError, ValueError, re.error) as error:
        raise Refusal(f"{FILE.name}: [{TABLE}] is invalid: {error}.") from None
