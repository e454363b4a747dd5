"""What proves resource_is_kept_in_its_own_state."""

from typing import Any

from tests.policies.documents import REMOVED, STACK, Row, Rows

BACKEND = "terraform.backend"
ABSENT = "CDKTF writes an absolute path without the suffix, Terraform a file beside the document"
PATH = f"../../../state/dev/{STACK}.tfstate"
BUCKET = {
    "bucket": "states",
    "key": f"{STACK}/dev.tfstate",
    "region": "us-east-1",
    "use_lockfile": True,
}


def _local(name: str, path: str) -> Row:
    found = f'found a backend whose path is "{path}", wanted "{PATH}"'
    return Row(name, {f"{BACKEND}.local.path": path}, {BACKEND: found})


def _s3(name: str, attribute: str, value: Any, answer: str) -> Row:
    backend = {"s3": {**BUCKET, attribute: value}}
    found = f"found a backend whose {attribute} is {answer}"
    return Row(name, {BACKEND: backend}, {BACKEND: found})


ROWS = Rows(
    resources={"aws_sqs_queue": {"dead": {"name": "dead-dev"}}},
    compliant=(BACKEND,),
    table=(
        Row(
            "none, as CDKTF likes it",
            {BACKEND: REMOVED},
            {BACKEND: f"found no backend of its own ({ABSENT}), wanted one backend, local or s3"},
        ),
        Row(
            "two of them",
            {f"{BACKEND}.s3": BUCKET},
            {BACKEND: f"found no backend of its own ({ABSENT}), wanted one backend, local or s3"},
        ),
        _local("a path of one machine", "/home/somebody/terraform.tfstate"),
        _local("the state of another environment", f"../../../state/prod/{STACK}.tfstate"),
        _local("the state of another stack", "../../../state/dev/other.tfstate"),
        Row("a bucket", {BACKEND: {"s3": BUCKET}}),
        _s3(
            "one key for all environments",
            "key",
            f"{STACK}.tfstate",
            f'"{STACK}.tfstate", wanted "{STACK}/dev.tfstate"',
        ),
        _s3("a bucket of elsewhere", "region", "eu-west-1", '"eu-west-1", wanted "us-east-1"'),
        _s3("no lock", "use_lockfile", False, "false, wanted true"),
        Row(
            "an environment without a name",
            {"provider.aws": [{"default_tags": [{"tags": {"Environment": "${var.suffix}"}}]}]},
            {BACKEND: None},
        ),
        Row("no resource", {"aws_sqs_queue.dead": REMOVED}, {BACKEND: None}),
        Row(
            "another role",
            {BACKEND: {"s3": {**BUCKET, "role_arn": "x"}}},
            {BACKEND: "found a backend with role_arn, wanted bucket, key, region, use_lockfile"},
        ),
        Row("nothing more", {BACKEND: {"s3": {**BUCKET, "profile": None}}}),
        Row(
            "workspaces",
            {f"{BACKEND}.local.workspace_dir": "/"},
            {BACKEND: "found a backend with workspace_dir, wanted path"},
        ),
    ),
)
