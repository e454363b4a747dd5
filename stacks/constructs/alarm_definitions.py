"""Which alarms each kind of resource has, and their thresholds.

A stack defines its alarms before its resources: the policies of its key and of its operations
topic name every alarm that may use them.
"""

from stacks.constructs.alarms import Alarm, Metric
from stacks.environment import Environment

# The namespace of the metrics that the functions and their log groups publish.
OWN_METRICS = "MarketPipelines"
# A stream keeps records for 24 hours, so a delay of five minutes loses nothing yet.
ITERATOR_AGE_MS = 300_000
OLDEST_MESSAGE_SECONDS = 300
# A function that uses this part of its timeout will soon be cut off. A larger part would never set
# off the alarm of data-processor, which returns what is left to the queue after three quarters.
NEAR_TIMEOUT = 0.7
# Lambda discards an event at its maximum age; half of it leaves time to act.
NEAR_EXPIRY = 0.5
# Lambda tries a throttled event again after 1, 2, 4, ... seconds: one of a burst has run within
# two minutes, or something is wrong.
BURST_MINUTES = 2


def error_lines_metric(environment: Environment, function: str) -> str:
    """The name of the metric that counts the error lines in the log of a function."""
    return environment.name(f"{function}-error-lines")


def function_alarms(
    environment: Environment, function: str, timeout_seconds: int, *, bursts: bool = False
) -> list[Alarm]:
    """The alarms of every function, besides the one on its errors.

    With `bursts` its concurrency is low on purpose, and a short burst of throttling does not set
    off its alarm.
    """
    lines = Metric(OWN_METRICS, error_lines_metric(environment, function))
    return [
        Alarm(
            f"{function}-throttles",
            f"Throttled invocations of {function}",
            lambda_metric(environment, function, "Throttles"),
            minutes=BURST_MINUTES + 1 if bursts else 1,
        ),
        Alarm(
            f"{function}-duration",
            f"Longest duration of {function}",
            lambda_metric(environment, function, "Duration", "Maximum"),
            threshold=timeout_seconds * 1000 * NEAR_TIMEOUT,
            unit="ms",
        ),
        Alarm(f"{function}-error-lines", f"Log lines of {function} at ERROR or CRITICAL", lines),
    ]


def function_errors(environment: Environment, function: str) -> Alarm:
    """Invocations of the function that end with an error or a timeout."""
    metric = lambda_metric(environment, function, "Errors")
    return Alarm(f"{function}-errors", f"Failed invocations of {function}", metric)


def asynchronous_alarms(
    environment: Environment, function: str, max_age_seconds: int
) -> list[Alarm]:
    """The alarms of a function whose events wait in Lambda's asynchronous queue."""
    return [
        Alarm(
            f"{function}-event-age",
            f"Age of the oldest event that waits for {function}",
            lambda_metric(environment, function, "AsyncEventAge", "Maximum"),
            threshold=max_age_seconds * 1000 * NEAR_EXPIRY,
            unit="ms",
        ),
        Alarm(
            f"{function}-dead-letter-errors",
            f"Lost events of {function} (refused by the dead-letter queue)",
            lambda_metric(environment, function, "DeadLetterErrors"),
        ),
    ]


def destination_failures(environment: Environment, function: str) -> Alarm:
    """Records that a destination of the function, or of its mapping, refused."""
    return Alarm(
        f"{function}-destination-failures",
        f"Lost records of {function} (refused by the destination)",
        lambda_metric(environment, function, "DestinationDeliveryFailures"),
    )


def queue_not_empty(environment: Environment, queue: str) -> Alarm:
    """A dead-letter queue holds messages."""
    return Alarm(
        f"{queue}-not-empty",
        f"Messages in {queue}",
        queue_metric(environment, queue, "ApproximateNumberOfMessagesVisible"),
    )


def oldest_message(environment: Environment, queue: str) -> Alarm:
    """The function reads a queue more slowly than senders fill it."""
    return Alarm(
        f"{queue}-oldest-message",
        f"Age of the oldest message in {queue}",
        queue_metric(environment, queue, "ApproximateAgeOfOldestMessage"),
        threshold=OLDEST_MESSAGE_SECONDS,
        unit="s",
    )


def iterator_age(environment: Environment, function: str) -> Alarm:
    """The function is behind its stream by more than five minutes."""
    return Alarm(
        f"{function}-iterator-age",
        f"Age of the last stream record that {function} read",
        lambda_metric(environment, function, "IteratorAge", "Maximum"),
        threshold=ITERATOR_AGE_MS,
        unit="ms",
    )


def table_throttles(environment: Environment, table: str) -> list[Alarm]:
    """DynamoDB throttles the table: above its throughput caps, or on one hot partition.

    docs/claims.md#throttle-alarms-clear
    """
    dimensions = {"TableName": environment.name(table)}
    return [
        Alarm(
            f"{table}-{kind}-throttles",
            f"Throttled {kind}s of the table {table}",
            Metric("AWS/DynamoDB", f"{kind.title()}ThrottleEvents", dimensions),
        )
        for kind in ("read", "write")
    ]


def api_alarms(environment: Environment, api: str, stage: str) -> list[Alarm]:
    """The alarms of a REST API that senders outside of the account call."""
    dimensions = {"ApiName": environment.name(api), "Stage": stage}
    requests = Metric("AWS/ApiGateway", "Count", dimensions)
    return [
        Alarm(
            f"{api}-5xx",
            "API Gateway 5XX responses",
            Metric("AWS/ApiGateway", "5XXError", dimensions),
        ),
        Alarm(
            f"{api}-4xx",
            "API Gateway 4XX rate",
            Metric("AWS/ApiGateway", "4XXError", dimensions),
            threshold=environment.api_alarm_4xx_percent,
            of=requests,
        ),
        Alarm(
            f"{api}-requests",
            "API Gateway requests",
            requests,
            threshold=environment.api_alarm_requests,
            adds_up=True,
        ),
    ]


def rejected_share(environment: Environment, function: str, exchange: str) -> Alarm:
    """A sender's data is refused: its form, its times or its signatures are wrong."""
    name = f"{function}-rejected-ticks"
    return Alarm(
        f"{name}-{exchange}",
        f"Rejected ticks of {exchange}",
        own_metric(environment, "TicksRejected", Exchange=exchange),
        threshold=environment.rejected_alarm_percent,
        of=own_metric(environment, "TicksReceived", Exchange=exchange),
        entry=name,
    )


def too_many_ticks(environment: Environment, function: str) -> Alarm:
    """Webhooks with more ticks than they may hold are refused whole."""
    return Alarm(
        f"{function}-too-many-ticks",
        "Ticks refused in webhooks with too many ticks",
        own_metric(environment, "TicksOverLimit"),
    )


def suspect_prices(environment: Environment, function: str) -> Alarm:
    """Stored prices that are far from the others of their series."""
    return Alarm(
        f"{function}-suspect-prices",
        f"Prices further than {environment.max_deviation_percent} % from their median",
        own_metric(environment, "SuspectPrices"),
    )


def own_metric(environment: Environment, name: str, **split: str) -> Metric:
    """The sum of a metric that a function of the environment logs."""
    return Metric(OWN_METRICS, name, {"Environment": environment.suffix, **split})


def lambda_metric(
    environment: Environment, function: str, metric: str, statistic: str = "Sum"
) -> Metric:
    """A metric that Lambda publishes for a function.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """
    dimensions = {"FunctionName": environment.name(function)}
    return Metric("AWS/Lambda", metric, dimensions, statistic)


def queue_metric(environment: Environment, queue: str, metric: str) -> Metric:
    """The largest value of a metric that SQS publishes for a queue."""
    return Metric("AWS/SQS", metric, {"QueueName": environment.name(queue)}, "Maximum")
