"""What proves resource_is_in_one_region."""

from tests.policies.documents import Row, Rows

QUEUE, PROVIDER = "aws_sqs_queue.dead", "provider.aws"
POLICY = f"{QUEUE}.redrive_allow_policy"


def _source(region: str, partition: str = "aws") -> str:
    return f'{{"sourceQueueArns": ["arn:{partition}:sqs:{region}:111122223333:messages-dev"]}}'


ROWS = Rows(
    resources={"aws_sqs_queue": {"dead": {"redrive_allow_policy": _source("us-east-1")}}},
    compliant=(PROVIDER, QUEUE),
    table=(
        Row(
            "a queue of another region",
            {POLICY: _source("eu-central-1")},
            {QUEUE: "found a reference to eu-central-1, wanted us-east-1"},
        ),
        Row(
            "a partition by reference",
            {POLICY: _source("eu-central-1", "${data.aws_partition.here.partition}")},
            {QUEUE: "found a reference to eu-central-1, wanted us-east-1"},
        ),
        Row(
            "a service of another region",
            {f"{QUEUE}.policy": '{"Service": "logs.us-west-2.amazonaws.com"}'},
            {QUEUE: "found a reference to us-west-2, wanted us-east-1"},
        ),
        Row(
            "a service behind letters of the other case",
            {f"{QUEUE}.policy": "Xlogs.us-west-2.amazonaws.com"},
            {QUEUE: "found a reference to us-west-2, wanted us-east-1"},
        ),
        Row("the service of the region", {f"{QUEUE}.policy": "logs.us-east-1.amazonaws.com"}),
        Row("an arn without a region", {f"{QUEUE}.policy": "arn:aws:iam::111122223333:root"}),
        Row(
            "a provider of another region",
            {"provider.aws": [{"region": "eu-central-1"}]},
            {PROVIDER: "found a provider for the region eu-central-1, wanted us-east-1"},
        ),
        Row(
            "a second provider",
            {"provider.aws": [{"region": "us-east-1"}, {"region": "us-east-2", "alias": "other"}]},
            {PROVIDER: "found a provider for the region <region>, wanted us-east-1"},
        ),
        Row(
            "a region of its own",
            {f"{QUEUE}.region": "us-east-2"},
            {QUEUE: 'found region = "us-east-2", wanted us-east-1'},
        ),
        Row(
            "a region that is decided elsewhere",
            {f"{QUEUE}.region": "${var.region}"},
            {
                QUEUE: "undecided: region:"
                " the expression ${var.region} is more than strings and references"
            },
        ),
    ),
)
