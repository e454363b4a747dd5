"""Which role of GitHub Actions manages which environments, by the suffix of the environment.

An environment of any other suffix belongs to administrators alone. All pull requests share one
role: docs/claims.md#environment-context
"""

from fnmatch import fnmatchcase

EPHEMERAL, PROTECTED = ("pr-*",), ("dev", "prod")
# Role -> the suffixes that it manages; each may end in `*`.
MANAGED = {"ephemeral": EPHEMERAL, "deploy": PROTECTED}


def manager(suffix: str) -> str | None:
    """The one role that manages the environment of this suffix; None if no role does."""
    return next(
        (
            role
            for role, patterns in MANAGED.items()
            if any(fnmatchcase(suffix, pattern) for pattern in patterns)
        ),
        None,
    )
