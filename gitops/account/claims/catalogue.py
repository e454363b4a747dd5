"""Which probe asks about which claim, and why the others have none."""

from collections.abc import Callable, Mapping

from gitops.account.claims import (
    alarm_probes,
    api_probes,
    function_probes,
    key_probes,
    refusal_probes,
)
from gitops.account.claims.finding import ClaimFinding
from gitops.account.claims.scratch import Scratch

Probe = Callable[[Scratch], ClaimFinding]

PROBES: Mapping[str, Probe] = {
    "alarm-refusals-unpublished": alarm_probes.alarm_refusals,
    "create-key-lockout": key_probes.lockout,
    "list-functions-variables": function_probes.listed_variables,
    "new-api-tags": api_probes.new_api_tags,
    "refusal-order": refusal_probes.refusal_order,
    "role-check-sees-tag": function_probes.role_check_sees_tag,
    "throttle-alarms-clear": alarm_probes.throttle_alarms_clear,
}
OF_GITHUB = "is about GitHub; no API of AWS answers it. A scratch repository can."
OF_MINUTES = (
    "takes minutes of metrics that come and stay away; watch an alarm of a scratch account."
)
OF_EXPORTS = (
    "takes a table with point-in-time recovery and an export of some minutes;"
    " `market export` of a scratch environment shows it."
)
WITHOUT_PROBE: Mapping[str, str] = {
    "alarm-evaluation-range": OF_MINUTES,
    "archive-times": "is about files of an exchange; no API of AWS answers it.",
    "export-failures": OF_EXPORTS,
    "expression-steps": OF_MINUTES,
    "export-files": OF_EXPORTS,
    "insights-defaults": (
        "takes log lines, and minutes until queries find them; run the saved queries of a scratch"
        " environment."
    ),
    "idle-polling": "is what a bill says; look at the requests of an idle queue after a day.",
    "metric-math-gaps": OF_MINUTES,
    "numbered-trades": "is about feeds of exchanges; no API of AWS answers it.",
    "approval-log": OF_GITHUB,
    "hidden-bypass": OF_GITHUB,
    "old-code-of-a-re-run": OF_GITHUB,
    "runs-of-main": OF_GITHUB,
    "subject-prefix": OF_GITHUB,
    "environment-without-deployment": (
        "is about the token of a job, which GitHub alone makes. A workflow of a scratch repository"
        " can."
    ),
    "web-identity-order": (
        "takes tokens that an OIDC provider has signed, among them old ones and ones for another"
        " audience; no API of AWS makes those. A workflow of a scratch repository can."
    ),
}
