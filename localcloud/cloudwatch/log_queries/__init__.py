"""Queries of CloudWatch Logs Insights over log events.

Sources, read 2026-11-27: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/
CWL_QuerySyntax.html and its pages about the commands; what they leave open:
docs/claims.md#insights-defaults
"""

from collections.abc import Iterable

from localcloud.cloudwatch.log_queries.commands import parse
from localcloud.cloudwatch.log_queries.rows import LogRow, shown


def check(query: str) -> None:
    """Parse a query.

    Raises:
        MalformedQuery: CloudWatch Logs refuses it.
        NotImplementedError: it uses a command or function that is not emulated.
    """
    parse(query)


def run(query: str, events: Iterable[LogRow]) -> list[dict[str, str]]:
    """The results of a query, each as the text of its fields; what a result lacks is left out.

    Raises:
        MalformedQuery, NotImplementedError: see `check`.
    """
    plan = parse(query)
    rows = sorted(events, key=lambda row: str(row.value("@timestamp")), reverse=True)
    for command in plan.commands:
        rows = command(rows)
    return [
        {name: text for name in plan.fields if (text := shown(row.value(name))) is not None}
        for row in rows[: plan.limit]
    ]
