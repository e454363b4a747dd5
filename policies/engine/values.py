"""What a place in synthesized Terraform can hold once its references are followed."""

import json
from dataclasses import dataclass
from typing import Any

from policies.engine import secrets
from policies.engine.resource import Resource


@dataclass(frozen=True)
class Absent:
    """Nothing is written there; each policy says what that means."""

    def __str__(self) -> str:
        return "nothing"


@dataclass(frozen=True)
class Known:
    """A plain JSON value; as text it shows no secret."""

    value: Any

    def __str__(self) -> str:
        return json.dumps(secrets.mask(self.value), ensure_ascii=False)


@dataclass(frozen=True)
class Computed:
    """An attribute that AWS fills in, of a resource in the same stack."""

    resource: Resource
    attribute: str

    def __str__(self) -> str:
        return f"{self.resource.address}.{self.attribute}"


@dataclass(frozen=True)
class Unknown:
    """The synthesized JSON does not show it."""

    why: str

    def __str__(self) -> str:
        return f"an unknown value ({self.why})"


Value = Absent | Known | Computed | Unknown
ABSENT = Absent()
