"""Promise: GitHub's tokens open a role to exactly the runs of one repository that it names."""

from collections.abc import Mapping, Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.iam_openid_connect_provider import IamOpenidConnectProvider
from constructs import Construct

from stacks.constructs.policy_document import document

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


class GitHubIdentity(Construct):
    """GitHub as an identity provider of the account, which may serve other repositories, too.

    Each role asks for its own audience, so that the others open none of ours.

    Without thumbprints: AWS checks the certificate of this provider by its own root authorities.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
    """

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.provider = IamOpenidConnectProvider(
            self,
            "provider",
            url=f"https://{ISSUER}",
            client_id_list=[AUDIENCE],
            # An account has one provider per issuer. `gitops bootstrap` takes over the one that is
            # there; Terraform would remove the audiences that others use.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["client_id_list"]),
        )

    def trust(self, subjects: Sequence[str], claims: Mapping[str, str | list[str]]) -> str:
        """The trust policy of a role that only tokens with one of the `subjects` may take.

        They must make all of the `claims` as well. StringEquals, because a pattern that is a
        little too wide trusts other repositories. AWS compares these claims since January 2026:
        docs/claims.md#github-claims
        """
        wanted = {"aud": AUDIENCE, "sub": list(subjects), **claims}
        equal = {f"{ISSUER}:{name}": value for name, value in wanted.items()}
        return document(
            [
                {
                    "Sid": "GitHub",
                    "Effect": "Allow",
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Principal": {"Federated": self.provider.arn},
                    "Condition": {"StringEquals": equal},
                }
            ]
        )
