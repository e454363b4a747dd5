"""A stack that declares nothing: applied, it destroys whatever its state holds.

A sweep asks for it where the sources of an environment are gone; so its state is found by the
same backend that a synthesis declares. CDKTF is not needed.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from stacks.backend import environment_backend
from stacks.constructs.account import REGION
from stacks.environment import parse_suffix

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def write(stacks: Sequence[str], suffix: str, bucket: str, target: Path) -> None:
    """Write the empty stacks of the environment where CDKTF would write the declared ones.

    Raises:
        ValueError: the suffix or the name of a stack is refused.
    """
    parse_suffix(suffix)
    for stack in stacks:
        if not _NAME.fullmatch(stack):
            raise ValueError(f"{stack!r} is no name of a stack.")
        file = target / "stacks" / stack / "cdk.tf.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        document = {
            "terraform": {
                "backend": environment_backend(stack, suffix, bucket).block,
                "required_providers": {"aws": {"source": "hashicorp/aws"}},
            },
            "provider": {"aws": [{"region": REGION}]},
        }
        file.write_text(json.dumps(document, indent=2) + "\n")
