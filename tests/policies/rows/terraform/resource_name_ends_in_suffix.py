"""What proves resource_name_ends_in_suffix."""

from tests.policies.documents import REMOVED, Row, Rows, document

QUEUE = "aws_sqs_queue.dead"
ALIAS = "aws_kms_alias.key"
GROUP = "aws_cloudwatch_log_group.worker"
# resource_has_required_tags reports it, once.
NAMELESS = dict.fromkeys((GROUP, ALIAS, QUEUE))
INVENTED = "Terraform or AWS generates a name"


def _wrong(name: str) -> Row:
    answer = f'found name = "{name}", wanted "<name>-dev"'
    return Row(f"the name {name!r}", {f"{QUEUE}.name": name}, {QUEUE: answer})


ROWS = Rows(
    resources={
        "aws_cloudwatch_log_group": {"worker": {"name": "/aws/lambda/worker-dev"}},
        "aws_kms_alias": {"key": {"name": "alias/prices-dev"}},
        "aws_sqs_queue": {"dead": {"name": "dead-dev"}},
    },
    compliant=(GROUP, ALIAS, QUEUE),
    table=(
        _wrong("dead"),
        _wrong("dead-prod"),
        _wrong("dead-dev-queue"),
        _wrong("deaddev"),
        _wrong("dead_dev"),
        _wrong("dead-DEV"),
        _wrong("-dev"),
        _wrong("--dev"),
        _wrong("queues/-dev"),
        Row(
            "no name",
            {f"{QUEUE}.name": REMOVED},
            {QUEUE: f'found no name ({INVENTED}), wanted "<name>-dev"'},
        ),
        Row(
            "only a prefix",
            {QUEUE: {"name_prefix": "dead-dev"}},
            {QUEUE: f'found no name ({INVENTED}), wanted "<name>-dev"'},
        ),
        Row(
            "an alias without its prefix",
            {f"{ALIAS}.name": "prices-dev"},
            {ALIAS: 'found name = "prices-dev", wanted "alias/<name>-dev"'},
        ),
        Row(
            "an alias that is all suffix",
            {f"{ALIAS}.name": "alias/-dev"},
            {ALIAS: 'found name = "alias/-dev", wanted "alias/<name>-dev"'},
        ),
        Row(
            "a log group outside /aws/lambda",
            {f"{GROUP}.name": "worker-dev"},
            {GROUP: 'found name = "worker-dev", wanted "/aws/lambda/<name>-dev"'},
        ),
        Row(
            "a reference within the stack",
            {f"{QUEUE}.name": "${aws_sqs_queue.other.name}", "aws_sqs_queue.other.name": "x-dev"},
            {"aws_sqs_queue.other": "compliant"},
        ),
        Row(
            "a name made of several",
            {f"{GROUP}.name": "/aws/lambda/${aws_sqs_queue.dead.name}"},
        ),
        Row(
            "a name that only AWS knows",
            {f"{QUEUE}.name": "${aws_kms_alias.key.id}-dev"},
            {
                QUEUE: "undecided: name: it holds aws_kms_alias.key.id, which is known only after"
                " deployment"
            },
        ),
        Row(
            "a type that nobody described",
            {"aws_new_thing.thing": {"name": "thing-dev"}},
            {
                "aws_new_thing.thing": "undecided: the name attribute of aws_new_thing is"
                " unknown; add the type to policies/aws/names.py"
            },
        ),
        Row(
            "no suffix in the provider",
            {"provider": {"aws": [{}]}},
            NAMELESS,
        ),
        Row(
            "an empty suffix",
            {"provider": document({}, suffix="")["provider"]},
            NAMELESS,
        ),
        Row(
            "two providers that differ",
            {
                "provider": {
                    "aws": [
                        *document({}, suffix="dev")["provider"]["aws"],
                        *document({}, suffix="prod")["provider"]["aws"],
                    ]
                },
            },
            NAMELESS,
        ),
        Row(
            "another suffix",
            {
                "provider": document({}, suffix="pr-7")["provider"],
                f"{QUEUE}.name": "dead-pr-7",
                f"{ALIAS}.name": "alias/prices-pr-7",
                f"{GROUP}.name": "/aws/lambda/worker-pr-7",
            },
        ),
        Row("a thing without a name", {"aws_kms_key.key": {}}),
        Row("an API stage", {"aws_api_gateway_stage.live": {"stage_name": "live"}}),
        Row("a statement id", {"aws_lambda_permission.api": {"statement_id": "AllowDoor"}}),
    ),
)
