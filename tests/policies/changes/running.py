"""Changes to how the stacks run: what delays, repeats, hides or replaces things.

What is expected was written before any of it was tried; eight rows were corrected by the first run.
"""

from tests.pipelines import CRYPTO, MARKET
from tests.policies.changes.change import Change, drop, put, refused, right, wrong

DATA = "resource/aws_lambda_function/data-processor-function"
STREAM = "resource/aws_lambda_event_source_mapping/crypto-prices-stream-mapping"
MAPPING = "resource/aws_lambda_event_source_mapping/market-data-queue-mapping-mapping"
QUEUE = "resource/aws_sqs_queue/market-data-queue-queue"
TABLE = "resource/aws_dynamodb_table/crypto-prices-table"
API = "resource/aws_api_gateway_rest_api/price-webhooks-api"
STAGE = "resource/aws_api_gateway_stage/price-webhooks-stage"
SETTINGS = "resource/aws_api_gateway_method_settings/price-webhooks-throttle/settings"
INTEGRATION = "resource/aws_api_gateway_integration/price-webhooks-signed-integration"
ALARM = "resource/aws_cloudwatch_metric_alarm/alarms-price-enricher-errors"
TOPIC = "resource/aws_sns_topic/trading-alerts-topic"
ROLE = "resource/aws_iam_role/data-processor-role"
PROVIDER = "provider/aws/0"
ENVIRONMENT = f"{PROVIDER}/default_tags/0/tags/Environment"
UNKNOWN = "resource_has_known_attributes_only"

LEGITIMATE: list[Change] = [
    right("a function has half of the memory", put(MARKET, f"{DATA}/memory_size", 256)),
    right(
        "a queue waits longer for messages", put(MARKET, f"{QUEUE}/receive_wait_time_seconds", 20)
    ),
    right(
        "a queue keeps messages for twelve days",
        put(MARKET, f"{QUEUE}/message_retention_seconds", 1_036_800),
    ),
    right("a smaller batch of a queue", put(MARKET, f"{MAPPING}/batch_size", 1)),
    right("a stream gives up a little later", put(CRYPTO, f"{STREAM}/maximum_retry_attempts", 6)),
    right(
        "an alarm has another text",
        put(
            CRYPTO,
            f"{ALARM}/alarm_description",
            "price-enricher fails. docs/operations.md#price-enricher-errors",
        ),
    ),
    right(
        "a role has a description",
        put(MARKET, f"{ROLE}/description", "The rights of data-processor."),
    ),
    right(
        "a topic is called otherwise in mails",
        put(MARKET, f"{TOPIC}/display_name", "Trading alerts"),
    ),
    right(
        "a stage has a description", put(CRYPTO, f"{STAGE}/description", "Where exchanges post.")
    ),
    right(
        "an output is described",
        put(CRYPTO, "output/webhook_url/description", "Where exchanges post."),
    ),
]
BAD: list[Change] = [
    wrong("no tag for the environment", "resource_has_required_tags", drop(MARKET, ENVIRONMENT)),
    wrong(
        "no default tags", "resource_has_required_tags", drop(CRYPTO, f"{PROVIDER}/default_tags")
    ),
    wrong(
        "an environment that is computed",
        "resource_has_required_tags",
        put(MARKET, ENVIRONMENT, "${terraform.workspace}"),
    ),
    wrong(
        "a stream that forgets what came before it",
        "lambda_stream_mapping_limits_retries",
        put(CRYPTO, f"{STREAM}/starting_position", "LATEST"),
    ),
    wrong(
        "more shards at once than executions",
        "lambda_stream_mapping_limits_retries",
        put(CRYPTO, f"{STREAM}/parallelization_factor", 10),
    ),
    wrong(
        "one bad record holds up its batch",
        "lambda_stream_mapping_limits_retries",
        put(CRYPTO, f"{STREAM}/bisect_batch_on_function_error", False),
    ),
    wrong(
        "a mapping that is switched off",
        "resource_is_enabled",
        put(MARKET, f"{MAPPING}/enabled", False),
    ),
    wrong(
        "code of somebody else's layer",
        f"{UNKNOWN} resource_is_portable",
        put(MARKET, f"{DATA}/layers", ["arn:aws:lambda:us-east-1:210987654321:layer:tools:1"]),
    ),
    wrong(
        "a file system for a function",
        f"{UNKNOWN} resource_is_portable",
        put(
            MARKET,
            f"{DATA}/file_system_config",
            {"arn": "${aws_sqs_queue.market-data-queue-queue.arn}", "local_mount_path": "/mnt/x"},
        ),
    ),
    wrong("a version for every deployment", UNKNOWN, put(MARKET, f"{DATA}/publish", True)),
    wrong(
        "messages that wait a quarter of an hour",
        UNKNOWN,
        put(MARKET, f"{QUEUE}/delay_seconds", 900),
    ),
    wrong(
        "a queue that refuses large messages",
        UNKNOWN,
        put(MARKET, f"{QUEUE}/max_message_size", 1024),
    ),
    wrong("a queue in order", UNKNOWN, put(MARKET, f"{QUEUE}/fifo_queue", True)),
    wrong(
        "a copy of the table in Europe",
        UNKNOWN,
        put(CRYPTO, f"{TABLE}/replica", [{"region_name": "eu-west-1"}]),
    ),
    wrong(
        "a table that nobody can delete",
        "resource_is_destroyable",
        put(CRYPTO, f"{TABLE}/deletion_protection_enabled", True),
    ),
    wrong(
        "an API that nobody reaches",
        "api_gateway_rest_api_allows_listed_senders",
        put(CRYPTO, f"{API}/disable_execute_api_endpoint", True),
    ),
    wrong(
        "bodies that are taken for pictures",
        "api_gateway_integration_forwards_bytes_as_sent",
        put(CRYPTO, f"{API}/binary_media_types", ["image/png"]),
    ),
    wrong("answers from a cache", UNKNOWN, put(CRYPTO, f"{SETTINGS}/caching_enabled", True)),
    wrong("a cache for the stage", UNKNOWN, put(CRYPTO, f"{STAGE}/cache_cluster_enabled", True)),
    wrong(
        "an integration through a link",
        UNKNOWN,
        put(CRYPTO, f"{INTEGRATION}/connection_type", "VPC_LINK"),
    ),
    wrong(
        "an alarm that needs two bad minutes of five",
        "cloudwatch_alarm_alarms_within_five_minutes",
        put(CRYPTO, f"{ALARM}/datapoints_to_alarm", 2),
    ),
    wrong(
        "a topic that keeps trying for days",
        UNKNOWN,
        put(MARKET, f"{TOPIC}/delivery_policy", '{"http": {}}'),
    ),
    wrong(
        "a session of twelve hours", UNKNOWN, put(MARKET, f"{ROLE}/max_session_duration", 43_200)
    ),
    wrong(
        "the new before the old, of one name",
        "resource_is_created_as_declared",
        put(MARKET, f"{QUEUE}/lifecycle", {"create_before_destroy": True}),
    ),
    refused(
        "replaced with every commit",
        "are admitted",
        put(
            MARKET,
            f"{QUEUE}/lifecycle",
            {"replace_triggered_by": ["aws_lambda_function.data-processor-function"]},
        ),
    ),
    wrong(
        "another account by the provider",
        UNKNOWN,
        put(
            MARKET,
            f"{PROVIDER}/assume_role",
            {"role_arn": "${aws_iam_role.data-processor-role.arn}"},
        ),
    ),
    wrong(
        "credentials that nobody checks",
        UNKNOWN,
        put(MARKET, f"{PROVIDER}/skip_credentials_validation", True),
    ),
    refused(
        "a value for this run only",
        "$.ephemeral",
        put(MARKET, "ephemeral/aws_ssm_parameter/x", {"arn": "x"}),
    ),
    refused("names for later", "$.locals", put(MARKET, "locals/x", "y")),
    refused("a module from elsewhere", "$.module", put(MARKET, "module/x", {"source": "./x"})),
    refused(
        "a page of the internet", "http", put(MARKET, "data/http/x", {"url": "https://example.org"})
    ),
    refused(
        "a program of the machine", "external", put(MARKET, "data/external/x", {"program": ["id"]})
    ),
]
