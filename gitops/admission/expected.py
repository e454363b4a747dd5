"""What a synthesis of one environment must declare besides its resources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from gitops.adapters.cloud import REGION
from gitops.adapters.errors import Refusal
from gitops.adapters.paths import PROVIDER_LOCK
from gitops.adapters.project import project
from gitops.adapters.provider_mirror import PROVIDER
from policies.engine.terraform_json.own_blocks import OwnBlocks
from policies.engine.waivers import BrokenWaivers, Waiver, granted, read

PINNED = re.compile(rf'provider "{re.escape(PROVIDER)}" {{\s*version\s*=\s*"([0-9.]+)"')


@dataclass(frozen=True)
class Expected:
    """The environment, the bucket of its states (empty: they are local) and the provider.

    `waivers` are those of the checked-out tree: an import needs one that is in force.
    """

    suffix: str
    bucket: str
    provider_version: str
    waivers: Sequence[Waiver] = ()

    def of(self, stack: str) -> OwnBlocks:
        """The same for one stack. A synthesis that knows no bucket writes a local backend."""
        local = {"local": {"path": f"../../../state/{self.suffix}/{stack}.tfstate"}}
        backends = [self._in_bucket(stack), local] if self.bucket else [local]
        return OwnBlocks(self.suffix, REGION, self.provider_version, backends[0], backends[1:])

    def granted(self, stack: str) -> set[str]:
        """The addresses in the stack at which waivers accept something today (UTC)."""
        return granted(self.waivers, stack, datetime.now(tz=UTC).date())

    def _in_bucket(self, stack: str) -> dict[str, Any]:
        key = project().state_key(stack, self.suffix)
        place = {"bucket": self.bucket, "key": key, "region": REGION, "use_lockfile": True}
        return {"s3": place}


def expected(suffix: str, bucket: str) -> Expected:
    """What the checked-out tree expects: the version of the provider stands in its lock file.

    Raises:
        Refusal: the lock file names no such provider, or the waivers are not to be understood.
    """
    try:
        pinned = PINNED.search(PROVIDER_LOCK.read_text())
    except OSError as error:
        raise Refusal(f"{PROVIDER_LOCK.name} cannot be read: {error.strerror}.") from error
    if not pinned:
        raise Refusal(f"{PROVIDER_LOCK.name} pins no {PROVIDER}; run `terraform init`.")
    try:
        return Expected(suffix, bucket, pinned[1], read())
    except BrokenWaivers as error:
        raise Refusal(str(error)) from error
