"""Begins a policy: its card and function, and the rows that prove it."""

import re
from pathlib import Path

from gitops.adapters.errors import Refusal
from gitops.adapters.paths import ROOT
from gitops.scaffold import files

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def write(where: str, root: Path = ROOT) -> list[Path]:
    """Write the policy `<service>/<name>` and its rows; the gate fails until they are filled in.

    Raises:
        Refusal: the service has no folder, the name is not a policy id, or the id is taken.
    """
    catalogue, rows = root / "policies" / "catalogue", root / "tests" / "policies" / "rows"
    service, _, name = where.rpartition("/")
    services = sorted(path.parent.name for path in catalogue.glob("*/__init__.py"))
    if service not in services:
        raise Refusal(
            f"{where!r} does not start with a service folder; write <service>/<name>, such as"
            f" sqs/sqs_queue_is_encrypted. Services: {', '.join(services)}."
        )
    if not NAME.fullmatch(name):
        raise Refusal(
            f"{name!r} is not a policy id; state the resource and its wanted state in lower case,"
            " such as sqs_queue_is_encrypted."
        )
    for path in sorted(one for folder in (catalogue, rows) for one in folder.rglob(f"{name}.py")):
        raise Refusal(f"{path.relative_to(root)} already exists; choose another name.")
    return files.write(files.render("policy", root, {"service": service, "name": name}))
