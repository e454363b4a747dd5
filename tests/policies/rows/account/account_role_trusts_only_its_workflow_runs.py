"""What proves account_role_trusts_only_its_workflow_runs."""

from collections.abc import Mapping
from typing import Any

from tests.policies.documents import REMOVED, Row, Rows
from tests.policies.statements import allow, document

PLAN, EPHEMERAL, DEPLOY = (f"aws_iam_role.{name}" for name in ("plan", "ephemeral", "deploy"))
ISSUER = "token.actions.githubusercontent.com"
GITHUB = {"Federated": "${aws_iam_openid_connect_provider.github.arn}"}
PROVIDER = "aws_iam_openid_connect_provider.github.arn"
TAKE = "sts:AssumeRoleWithWebIdentity"
NAMES = ("octo/pipes", "octo@12/pipes@34")
EVENTS = {
    "plan": ("ref:refs/heads/main",),
    "ephemeral": ("environment:ephemeral",),
    "deploy": ("environment:dev", "environment:prod"),
}
RESEMBLING = (
    "repo:octo-12/pipes-34:environment:ephemeral",
    "repo:octo/pipes@34:environment:ephemeral",
    "repo:octo@12/pipes:environment:ephemeral",
    "repo:octo@13/pipes@34:environment:ephemeral",
    "repo:octo@12/pipes@35:environment:ephemeral",
    "repo:octo@123/pipes@34:environment:ephemeral",
    "repo:octo@12/pipes_two@34:environment:ephemeral",
    "repo:the-octo@12/pipes@34:environment:ephemeral",
    "repo:octo/pipes-two:environment:ephemeral",
    "repo:an-octo/pipes:environment:ephemeral",
    "repo:octo@12/pipes@34:environment:*",
    "repo:octo*/pipes*:environment:ephemeral",
)
MAIN = {"ref": "refs/heads/main"}
REVIEW, DRIFT = (
    f"octo/pipes/.github/workflows/{name}.yml@refs/heads/main" for name in ("review", "drift")
)
MORE: Mapping[str, Mapping[str, Any]] = {
    "plan": {"job_workflow_ref": [REVIEW, DRIFT]},
    "deploy": MAIN,
}


def claims(role: str, names: tuple[str, ...] = NAMES, **others: Any) -> dict[str, Any]:
    subjects = [f"repo:{name}:{event}" for event in EVENTS[role] for name in names]
    claims = {"aud": "sts.amazonaws.com", "sub": subjects, "repository_id": "34"}
    return {**claims, **MORE.get(role, {}), **others}


def trust(said: Mapping[str, Any], operator: str = "StringEquals", who: object = GITHUB) -> str:
    keys = {f"{ISSUER}:{claim}": value for claim, value in said.items() if value is not REMOVED}
    return document(allow(TAKE, None, who, {operator: keys}))


def _row(name: str, role: str, document: object, answer: str) -> Row:
    address = f"aws_iam_role.{role}"
    return Row(name, {f"{address}.assume_role_policy": document}, {address: answer})


def _besides(subject: str) -> Row:
    """A trust of the right subjects and of one more, which only resembles them."""
    document = trust(claims("ephemeral", sub=[*claims("ephemeral")["sub"], subject]))
    answer = f"found for {PROVIDER}: {_lacking('sub', subject)}, wanted nothing more"
    return _row(f"{subject}, too", "ephemeral", document, answer)


def _lacking(claim: str, *values: str) -> str:
    return ", ".join(f"if {ISSUER}:{claim} StringEquals {value}" for value in values)


ROWS = Rows(
    resources={
        "aws_iam_openid_connect_provider": {"github": {}},
        "aws_iam_role": {
            role: {
                "name": f"market-pipelines-{role}",
                "assume_role_policy": trust(claims(role)),
            }
            for role in EVENTS
        },
    },
    compliant=(PLAN, EPHEMERAL, DEPLOY),
    table=(
        _row(
            "runs of any branch",
            "deploy",
            trust(claims("deploy", ref=REMOVED)),
            f"found for {PROVIDER}: nothing, wanted {_lacking('ref', 'refs/heads/main')}",
        ),
        _row(
            "another branch than that of the plans",
            "deploy",
            trust(claims("deploy", ref="refs/heads/next")),
            f"found for {PROVIDER}: {_lacking('ref', 'refs/heads/next')},"
            f" wanted {_lacking('ref', 'refs/heads/main')}",
        ),
        _row(
            "pull requests, whose code anybody with a branch may write",
            "plan",
            trust(claims("plan", sub=[*claims("plan")["sub"], "repo:octo/pipes:pull_request"])),
            f"found for {PROVIDER}: {_lacking('sub', 'repo:octo/pipes:pull_request')},"
            " wanted nothing more",
        ),
        _row(
            "any workflow of main",
            "plan",
            trust(claims("plan", job_workflow_ref=REMOVED)),
            f"found for {PROVIDER}: nothing, wanted {_lacking('job_workflow_ref', DRIFT, REVIEW)}",
        ),
        _row(
            "the workflow of a branch",
            "plan",
            trust(claims("plan", job_workflow_ref=[DRIFT, REVIEW.replace("main", "topic")])),
            f"found for {PROVIDER}: "
            f"{_lacking('job_workflow_ref', REVIEW.replace('main', 'topic'))},"
            f" wanted {_lacking('job_workflow_ref', REVIEW)}",
        ),
        _row(
            "whoever gets the name of the repository",
            "ephemeral",
            trust(claims("ephemeral", repository_id=REMOVED)),
            f"found for {PROVIDER}: nothing, wanted {_lacking('repository_id', '34')}",
        ),
        _row(
            "tokens for another audience",
            "plan",
            trust(claims("plan", aud="https://github.com/octo")),
            f"found for {PROVIDER}: {_lacking('aud', 'https://github.com/octo')},"
            f" wanted {_lacking('aud', 'sts.amazonaws.com')}",
        ),
        _row(
            "the name without the ids only",
            "ephemeral",
            trust(claims("ephemeral", NAMES[:1])),
            "found a trust policy without the ids of a repository,"
            " wanted sub with repo:OWNER@OWNER-ID/REPO@REPO-ID",
        ),
        _row(
            "the ids without the name",
            "ephemeral",
            trust(claims("ephemeral", NAMES[1:])),
            f"found for {PROVIDER}: nothing,"
            f" wanted {_lacking('sub', 'repo:octo/pipes:environment:ephemeral')}",
        ),
        _row(
            "ids behind hyphens, which is a name that anybody may register",
            "ephemeral",
            trust(claims("ephemeral", ("octo/pipes", "octo-12/pipes-34"))),
            "found a trust policy without the ids of a repository,"
            " wanted sub with repo:OWNER@OWNER-ID/REPO@REPO-ID",
        ),
        *map(_besides, RESEMBLING),
        _row(
            "the id of another repository",
            "ephemeral",
            trust(claims("ephemeral", repository_id="35")),
            f"found for {PROVIDER}: {_lacking('repository_id', '35')},"
            f" wanted {_lacking('repository_id', '34')}",
        ),
        _row(
            "a run of pull requests that deploys",
            "deploy",
            trust(claims("deploy", sub=[*claims("deploy")["sub"], "repo:octo/pipes:pull_request"])),
            f"found for {PROVIDER}: {_lacking('sub', 'repo:octo/pipes:pull_request')},"
            " wanted nothing more",
        ),
        _row(
            "a pattern",
            "ephemeral",
            trust(claims("ephemeral"), "StringLike"),
            f"found for {PROVIDER}: "
            + ", ".join(
                f"if {ISSUER}:{claim} StringLike {value}"
                for claim, value in (
                    ("aud", "sts.amazonaws.com"),
                    ("repository_id", "34"),
                    ("sub", "repo:octo/pipes:environment:ephemeral"),
                    ("sub", "repo:octo@12/pipes@34:environment:ephemeral"),
                )
            )
            + ", wanted "
            + ", ".join(
                _lacking(claim, value)
                for claim, value in (
                    ("aud", "sts.amazonaws.com"),
                    ("repository_id", "34"),
                    ("sub", "repo:octo/pipes:environment:ephemeral"),
                    ("sub", "repo:octo@12/pipes@34:environment:ephemeral"),
                )
            ),
        ),
        Row(
            "another repository",
            {
                f"{PLAN}.assume_role_policy": trust(
                    claims("plan", ("octo/other", "octo@12/other@56"), repository_id="56")
                )
            },
            {
                PLAN: "found another repository than that of market-pipelines-deploy,"
                " market-pipelines-ephemeral, wanted one repository",
                EPHEMERAL: "found another repository than that of market-pipelines-plan,"
                " wanted one repository",
                DEPLOY: "found another repository than that of market-pipelines-plan,"
                " wanted one repository",
            },
        ),
        Row(
            "a role is missing",
            {EPHEMERAL: REMOVED},
            {
                PLAN: "found no market-pipelines-ephemeral, wanted all three roles",
                EPHEMERAL: None,
                DEPLOY: "found no market-pipelines-ephemeral, wanted all three roles",
            },
        ),
        Row(
            "a fourth role",
            {"aws_iam_role.admin": {"name": "market-pipelines-admin"}},
            {
                "aws_iam_role.admin": "found a role with an unknown name, wanted"
                " market-pipelines-plan,"
                " market-pipelines-ephemeral, market-pipelines-deploy"
            },
        ),
        _row(
            "no trust",
            "ephemeral",
            REMOVED,
            "found no assume_role_policy, wanted a policy document",
        ),
        _row(
            "a trust from elsewhere",
            "ephemeral",
            "${data.aws_iam_policy_document.trust.json}",
            "undecided: assume_role_policy: the expression"
            " ${data.aws_iam_policy_document.trust.json} is not a readable document",
        ),
        Row("what is no role", {"aws_iam_policy.plan": {}}),
    ),
)
