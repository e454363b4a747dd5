"""One resource of a synthesized stack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from policies.engine import terraform


@dataclass(frozen=True, eq=False)
class Resource:
    """One resource of a stack; `path` is the construct that made it, for the reader.

    `values` holds what is declared, `undeclared` what a plan or the live environment shows
    besides. A `missing` resource is declared, but does not exist in the live environment.
    """

    stack: str
    type: str
    name: str
    values: Mapping[str, Any]
    path: str = ""
    undeclared: Mapping[str, Any] = field(default_factory=dict)
    missing: bool = False

    @cached_property
    def address(self) -> str:
        """Terraform's address within the stack."""
        return f"{self.type}.{self.name}"

    def refers_to(self, other: "Resource") -> bool:
        """Whether Terraform makes `other` first: by a reference or by depends_on."""
        return other.address in self.values.get("depends_on", ()) or any(
            reference.address == other.address for reference in terraform.references(self.values)
        )
