"""The stacks of an environment in which everything is set, and the account's own stack."""

import pytest

from gitops.adapters.package import package
from gitops.adapters.paths import BUILD
from policies.gate.synthesis import EXAMPLE, EXAMPLE_ACCOUNT, synthesize
from tests.second_opinions.deployment import Deployed, deployed
from tests.second_opinions.documents import Document, documents


@pytest.fixture(scope="session")
def resources() -> list[Deployed]:
    """All resources; the folders are kept, so that only a changed stack is synthesized anew."""
    package()
    found = []
    for arguments in (EXAMPLE, EXAMPLE_ACCOUNT):
        folder = BUILD / "second-opinions" / arguments.replace(" ", "").strip("-")
        synthesize(folder, arguments=arguments)
        found += deployed(folder)
    return found


@pytest.fixture(scope="session")
def policy_documents(resources: list[Deployed]) -> list[Document]:
    return documents(resources)
