"""What each kind of resource is watched for.

Alarms are declared before the resources: key and topic name the alarms that may use them.
"""

from stacks.constructs.alarms import Alarm, Metric
from stacks.environment import Environment

# The namespace of what the functions and their log lines count.
OWN_METRICS = "MarketPipelines"
# A stream record lives for 24 hours; five minutes behind is still repaired at leisure.
ITERATOR_AGE_MS = 300_000
# A queue that is read all the time is behind when a message waits for five minutes.
OLDEST_MESSAGE_SECONDS = 300
# What runs for four fifths of its time will be cut off soon.
NEAR_TIMEOUT = 0.8
# An event that waits for half of its life is about to be given up.
NEAR_EXPIRY = 0.5


def error_lines_metric(environment: Environment, function: str) -> str:
    """The metric that counts the error lines of a function."""
    return environment.name(f"{function}-error-lines")


def function_alarms(environment: Environment, function: str, timeout_seconds: int) -> list[Alarm]:
    """What every function is watched for, besides its errors."""
    lines = Metric(OWN_METRICS, error_lines_metric(environment, function))
    slowest = lambda_metric(environment, function, "Duration", "Maximum")
    return [
        Alarm(
            f"{function}-throttles",
            f"The reserved concurrency of {function} is used up.",
            lambda_metric(environment, function, "Throttles"),
        ),
        Alarm(
            f"{function}-duration",
            f"{function} runs for nearly the {timeout_seconds} seconds that it has.",
            slowest,
            threshold=timeout_seconds * 1000 * NEAR_TIMEOUT,
        ),
        Alarm(f"{function}-error-lines", f"{function} logs at ERROR or CRITICAL.", lines),
    ]


def errors(environment: Environment, function: str) -> Alarm:
    """The function fails."""
    metric = lambda_metric(environment, function, "Errors")
    return Alarm(f"{function}-errors", f"{function} fails.", metric)


def asynchronous_alarms(
    environment: Environment, function: str, max_age_seconds: int
) -> list[Alarm]:
    """What a function is watched for whose events wait in Lambda's own queue."""
    waiting = lambda_metric(environment, function, "AsyncEventAge", "Maximum")
    return [
        Alarm(
            f"{function}-event-age",
            f"Events wait so long for {function} that they may be given up.",
            waiting,
            threshold=max_age_seconds * 1000 * NEAR_EXPIRY,
        ),
        Alarm(
            f"{function}-dead-letter-errors",
            f"An event of {function} is lost: its dead letter queue did not take it.",
            lambda_metric(environment, function, "DeadLetterErrors"),
        ),
    ]


def destination_failures(environment: Environment, function: str) -> Alarm:
    """A destination did not take a record of the function or of its mapping."""
    return Alarm(
        f"{function}-destination-failures",
        f"A record of {function} is lost: its destination did not take it.",
        lambda_metric(environment, function, "DestinationDeliveryFailures"),
    )


def queue_not_empty(environment: Environment, queue: str, of: str) -> Alarm:
    """A queue of what was given up holds something."""
    return Alarm(
        f"{queue}-not-empty",
        f"Something that {of} gave up waits in its dead letter queue.",
        queue_metric(environment, queue, "ApproximateNumberOfMessagesVisible"),
    )


def oldest_message(environment: Environment, queue: str) -> Alarm:
    """A queue is not read as fast as it is filled."""
    return Alarm(
        f"{queue}-oldest-message",
        f"A message has waited in {queue} for more than five minutes.",
        queue_metric(environment, queue, "ApproximateAgeOfOldestMessage"),
        threshold=OLDEST_MESSAGE_SECONDS,
    )


def iterator_age(environment: Environment, function: str) -> Alarm:
    """The function is behind its stream by more than five minutes."""
    return Alarm(
        f"{function}-iterator-age",
        f"{function} is more than five minutes behind its stream.",
        lambda_metric(environment, function, "IteratorAge", "Maximum"),
        threshold=ITERATOR_AGE_MS,
    )


def table_throttles(environment: Environment, table: str) -> list[Alarm]:
    """The table refuses requests: above its caps, or a partition is too hot."""
    by_name = {"TableName": environment.name(table)}
    return [
        Alarm(
            f"{table}-{kind}-throttles",
            f"The table {table} refuses {kind}s.",
            Metric("AWS/DynamoDB", f"{kind.title()}ThrottleEvents", by_name),
        )
        for kind in ("read", "write")
    ]


def door_alarms(environment: Environment, api: str, stage: str) -> list[Alarm]:
    """What a door that senders knock at is watched for."""
    door = {"ApiName": environment.name(api), "Stage": stage}
    requests = Metric("AWS/ApiGateway", "Count", door)
    return [
        Alarm(
            f"{api}-5xx",
            "The door could not hand webhooks over to Lambda.",
            Metric("AWS/ApiGateway", "5XXError", door),
        ),
        Alarm(
            f"{api}-4xx",
            "The door turns away more of its visitors than usual.",
            Metric("AWS/ApiGateway", "4XXError", door),
            threshold=environment.door_alarm_4xx_percent,
            of=requests,
        ),
        Alarm(
            f"{api}-requests",
            "More webhooks arrive than this environment expects.",
            requests,
            threshold=environment.door_alarm_requests,
        ),
    ]


def lambda_metric(
    environment: Environment, function: str, metric: str, statistic: str = "Sum"
) -> Metric:
    """A metric that Lambda makes of a function.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
    """
    dimensions = {"FunctionName": environment.name(function)}
    return Metric("AWS/Lambda", metric, dimensions, statistic)


def queue_metric(environment: Environment, queue: str, metric: str) -> Metric:
    """The largest value of a metric that SQS makes of a queue."""
    return Metric("AWS/SQS", metric, {"QueueName": environment.name(queue)}, "Maximum")
