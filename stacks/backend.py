"""Where Terraform keeps the state of a stack: said once, for synthesis and for whoever removes it.

Nothing but Python's own is imported here: what sweeps an account never starts CDKTF.
"""

from dataclasses import dataclass
from typing import Any

from stacks.constructs.account import REGION


def state_key(stack: str, suffix: str) -> str:
    """The object in the state bucket that holds the state of a stack of one environment."""
    return f"{stack}/{suffix}.tfstate"


@dataclass(frozen=True)
class Backend:
    """Where a stack keeps its state: `key` in the `bucket`, or the file `path` without one."""

    bucket: str
    key: str
    path: str

    @property
    def block(self) -> dict[str, dict[str, Any]]:
        """The `backend` block of Terraform's JSON.

        Without `encrypt`: it sends `x-amz-server-side-encryption: AES256` with the state and its
        lock, and the bucket's policy denies whoever asks for S3's own key instead of the bucket's.
        """
        if not self.bucket:
            return {"local": {"path": self.path}}
        place = {"bucket": self.bucket, "key": self.key, "region": REGION}
        return {"s3": {**place, "use_lockfile": True}}


def environment_backend(stack: str, suffix: str, bucket: str) -> Backend:
    """The backend of a stack of one environment: two suffixes never share a state (R-ENV-3)."""
    return Backend(bucket, state_key(stack, suffix), f"../../../state/{suffix}/{stack}.tfstate")
