"""What operators keep in the parameter store, outside of Terraform, for one environment.

Webhook secrets, for instance: they stand in no plan and no state, so a destroy must find them by
itself. They are known by the project's prefixes and by their tag Environment, exactly.
"""

from collections.abc import Iterator

from gitops.adapters.aws import client
from gitops.adapters.cloud import Cloud
from gitops.adapters.project import project

# https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameters.html
MOST_NAMES = 10


def names(suffix: str, cloud: Cloud) -> list[str]:
    """The names of all parameters of the environment; reads no value."""
    prefixes = project().operator_parameters
    return sorted(name for prefix in prefixes for name in _listed(prefix, suffix, cloud))


def delete_all(suffix: str, cloud: Cloud) -> int:
    """Delete every parameter of the environment; return how many there were."""
    found, store = names(suffix, cloud), client(cloud, "ssm")
    batches = (found[start : start + MOST_NAMES] for start in range(0, len(found), MOST_NAMES))
    return sum(len(store.delete_parameters(Names=some)["DeletedParameters"]) for some in batches)


def _listed(prefix: str, suffix: str, cloud: Cloud) -> Iterator[str]:
    filters = [
        {"Key": "Name", "Option": "BeginsWith", "Values": [prefix]},
        {"Key": "tag:Environment", "Values": [suffix]},
    ]
    pages = client(cloud, "ssm").get_paginator("describe_parameters")
    for page in pages.paginate(ParameterFilters=filters):
        yield from (each["Name"] for each in page["Parameters"])
