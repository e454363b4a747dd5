"""The code and configuration of a function at one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Deployment:
    """Code and configuration of one function; a process serves exactly one deployment.

    Two deployments are equal when a process of one may serve the other.
    """

    name: str
    arn: str
    role: str
    version: str
    handler: str
    runtime: str
    code_sha256: str
    environment: Mapping[str, str]
    key_arn: str
    memory_mb: int
    timeout_s: int
    region: str
    log_group: str
    log_format: str
    application_log_level: str | None
    system_log_level: str | None
    code: bytes = field(repr=False, compare=False)

    @property
    def json_logs(self) -> bool:
        """True if the platform and the runtime write JSON lines."""
        return self.log_format == "JSON"
