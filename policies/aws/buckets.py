"""What belongs to a bucket: S3 spreads its configuration over resources of their own."""

from functools import lru_cache

from policies import Computed, Resource, Stack, Violation

BUCKET = "aws_s3_bucket"


def configuration_of(bucket: Resource, kind: str, stack: Stack) -> Resource | Violation:
    """The one resource of that type which configures the bucket, or that it is not one."""
    found = _of(stack, kind).get(bucket, [])
    return found[0] if len(found) == 1 else Violation(f"{len(found)} {kind}", "one for the bucket")


@lru_cache(maxsize=32)
def _of(stack: Stack, kind: str) -> dict[Resource, list[Resource]]:
    found: dict[Resource, list[Resource]] = {}
    for one in stack.of_type(kind):
        value = stack.value(one, "bucket")
        if isinstance(value, Computed) and value.attribute == "id":
            found.setdefault(value.resource, []).append(one)
    return found
