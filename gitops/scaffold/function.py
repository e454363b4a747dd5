"""Begins a Lambda function that reads a queue: handler, logic, ports and a test."""

from pathlib import Path

from gitops.adapters.paths import ROOT
from gitops.scaffold import files

# A role's name has at most 64 characters, and the function's is `<function>-role-<suffix>`:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
LONGEST = 64 - len("-role") - files.SUFFIX_LENGTH


def write(name: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a function; its test fails until they are filled in.

    Raises:
        Refusal: the name cannot be used, or is taken; nothing is written.
    """
    package = files.package_of(name, "function", LONGEST, "order-recorder")
    return files.write(files.render("function", root, {"name": name, "package": package}))
