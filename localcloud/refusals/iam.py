"""Roles: what IAM refuses and moto takes.

Source: tests/recordings/aws/errors.jsonl
(test_create_role_with_malformed_assume_role_policy_document).
"""

import json
from collections.abc import Callable

from localcloud.refusals.requests import Rule, ServiceRequest
from localcloud.service_errors import ServiceError


def _document(name: str) -> Callable[[ServiceRequest], None]:
    def reject_text(request: ServiceRequest) -> None:
        try:
            json.loads(request.params[name])
        except ValueError as error:
            raise ServiceError(
                "MalformedPolicyDocument", "This policy contains invalid Json", 400
            ) from error

    return reject_text


RULES: dict[str, tuple[Rule, ...]] = {
    "iam.CreateRole": (_document("AssumeRolePolicyDocument"),),
    "iam.UpdateAssumeRolePolicy": (_document("PolicyDocument"),),
}
