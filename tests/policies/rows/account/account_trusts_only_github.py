"""What proves account_trusts_only_github."""

from tests.policies.documents import REMOVED, Row, Rows

PROVIDER = "aws_iam_openid_connect_provider.github"
URL = "https://token.actions.githubusercontent.com"

ROWS = Rows(
    resources={
        "aws_iam_openid_connect_provider": {
            "github": {"url": URL, "client_id_list": ["sts.amazonaws.com"]}
        }
    },
    compliant=(PROVIDER,),
    table=(
        Row(
            "another issuer",
            {f"{PROVIDER}.url": "https://gitlab.com"},
            {PROVIDER: f'found url = "https://gitlab.com", wanted {URL}'},
        ),
        Row(
            "a second audience",
            {f"{PROVIDER}.client_id_list": ["sts.amazonaws.com", "https://github.com/octo"]},
            {
                PROVIDER: 'found client_id_list = ["sts.amazonaws.com", "https://github.com/octo"],'
                " wanted ['sts.amazonaws.com']"
            },
        ),
        Row(
            "no audience",
            {f"{PROVIDER}.client_id_list": REMOVED},
            {
                PROVIDER: "found no client_id_list (AWS rejects a provider without it),"
                " wanted ['sts.amazonaws.com']"
            },
        ),
        Row(
            "a certificate that will expire",
            {f"{PROVIDER}.thumbprint_list": ["6938fd4d98bab03faadb97b34396831e3780aea1"]},
            {PROVIDER: "found thumbprint_list, wanted none: AWS trusts the certificate authority"},
        ),
        Row(
            "an issuer from elsewhere",
            {f"{PROVIDER}.url": "${var.issuer}"},
            {
                PROVIDER: "undecided: url:"
                " the expression ${var.issuer} is more than strings and references"
            },
        ),
        *(
            Row(
                f"an {kind}",
                {f"{kind}.other": {}},
                {f"{kind}.other": f"found an {kind}, wanted a role for workflow runs on GitHub"},
            )
            for kind in ("aws_iam_access_key", "aws_iam_saml_provider", "aws_iam_user")
        ),
        Row("a bucket", {"aws_s3_bucket.states": {}}),
    ),
)
