"""What a plan is about to do, read from Terraform's JSON plan representation.

https://developer.hashicorp.com/terraform/internals/json-format
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from gitops.adapters.errors import Failure
from gitops.plans import nesting, notices, prior_state
from policies.engine import marks, secrets

FORMAT = "1"
UNKNOWN_ID = "(known after apply)"
# Newer versions of Terraform may give reasons that are not in the table below.
WORD = re.compile(r"[a-z_]{1,60}")


class Kind(StrEnum):
    """What happens to a resource, as shown to people; the most dangerous first."""

    DESTROY = "destroy"
    REPLACE = "replace"
    CREATE_AND_FORGET = "create and forget"
    FORGET = "forget"
    CHANGE = "change"
    IMPORT = "import"
    MOVE = "move"
    CREATE = "create"
    READ = "read"


KINDS = {
    ("create",): Kind.CREATE,
    ("update",): Kind.CHANGE,
    ("delete",): Kind.DESTROY,
    ("delete", "create"): Kind.REPLACE,
    ("create", "delete"): Kind.REPLACE,
    ("forget",): Kind.FORGET,
    ("create", "forget"): Kind.CREATE_AND_FORGET,
    # github.com/hashicorp/terraform/pull/39169, read 2026-11-26
    ("forget", "create"): Kind.CREATE_AND_FORGET,
    ("read",): Kind.READ,
}
# A plan has one of them at least.
PARTS = {"planned_values", "resource_changes"}
# Stateful resources: items, messages, subscribers, keys, objects, logs cannot be created again.
HOLDS_DATA = {
    "aws_cloudwatch_log_group",
    "aws_dynamodb_table",
    "aws_kms_key",
    "aws_s3_bucket",
    "aws_s3_object",
    "aws_secretsmanager_secret",
    "aws_sns_topic",
    "aws_sqs_queue",
    "aws_ssm_parameter",
}
# What names a resource in AWS, the clearest first.
NAMES = ("arn", "name", "bucket", "function_name", "url", "id")
REASONS = {
    "delete_because_no_resource_config": "no longer declared",
    "delete_because_no_module": "its module is no longer declared",
    "delete_because_count_index": "its count became smaller",
    "delete_because_each_key": "its key is no longer in for_each",
    "delete_because_wrong_repetition": "count or for_each was added or removed",
    "delete_because_no_move_target": "the target of its move is not declared",
    "replace_because_tainted": "tainted by a failed apply",
    "replace_because_cannot_update": "cannot be changed in place",
    "replace_by_request": "requested with -replace",
    "replace_by_triggers": "triggered by replace_triggered_by",
}


@dataclass(frozen=True)
class Change:
    """What happens to one resource; `values` is Terraform's own `change` object.

    Addresses are masked: the key of an instance may be a secret.
    """

    address: str
    type: str
    kind: Kind
    values: Mapping[str, Any] = field(repr=False)
    reason: str = ""
    previous_address: str = ""
    deposed: str = ""
    # Its name in the synthesized JSON, as it is there.
    name: str = field(default="", repr=False)
    # The resource's block in the synthesized JSON, where that is known.
    synthesized: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def holds_data(self) -> bool:
        """Whether the resource is stateful: its data cannot be created again."""
        return self.type in HOLDS_DATA

    @property
    def loses_data(self) -> bool:
        """Whether the change destroys the data of a stateful resource."""
        return self.holds_data and self.kind in (Kind.DESTROY, Kind.REPLACE)

    @property
    def forced_by(self) -> list[str]:
        """The attributes that force a replacement, as `ebs[0].size`."""
        secret = sensitive(self.values)
        paths = self.values.get("replace_paths") or ()
        return sorted({path_text(marks.clipped(path, secret)) for path in paths})

    @property
    def physical_name(self) -> str:
        """What AWS calls the resource: its ARN, else its name or id; empty if that is secret."""
        before, secret = self.values.get("before"), sensitive(self.values)
        names = before if isinstance(before, dict) and secret is not True else {}
        found = (names.get(key) for key in NAMES if not marks.below(secret or {}, key))
        return next((one for one in found if isinstance(one, str) and one), "")

    @property
    def short_name(self) -> str:
        """What people call it in AWS: of an ARN its last part; without any name, its address."""
        name = self.physical_name.rpartition(":")[2] if ":" in self.physical_name else ""
        kept = name if name.startswith("/") else name.rpartition("/")[2]
        return kept or self.physical_name or self.address

    @property
    def import_id(self) -> str:
        """The id of what is imported, or its identity as JSON; empty if nothing is."""
        importing = self.values.get("importing")
        if not importing:
            return ""
        shown = importing.get("id") or json.dumps(
            secrets.mask(importing.get("identity")), sort_keys=True
        )
        return secrets.mask_text(shown if shown != "null" else UNKNOWN_ID)

    @property
    def new_first(self) -> bool:
        """Whether a replacement is created before the old resource is destroyed."""
        return list(self.values["actions"]) == ["create", "delete"]


@dataclass(frozen=True)
class StackPlan:
    """The plan of one stack: changes in Terraform's order, outputs, and all else that it says.

    `drift` is what changed outside of Terraform. `errored` and `complete` are Terraform's own; such
    a plan is for reading only. `is_first` says that the stack has no resource yet, `is_removed`
    that it has some and declares none. `account` owns what exists; empty if nothing tells it.
    """

    stack: str
    changes: Sequence[Change]
    outputs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    drift: Sequence[Change] = ()
    terraform_version: str = ""
    failed_checks: Sequence[notices.FailedCheck] = ()
    invocations: Sequence[notices.ActionInvocation] = ()
    deferred: Sequence[notices.DeferredChange] = ()
    errored: bool = False
    complete: bool = True
    is_first: bool = False
    is_removed: bool = False
    account: str = ""

    @cached_property
    def counts(self) -> Counter[Kind]:
        """How many resources are created, changed, ...; an import with a change counts as both."""
        counts = Counter(change.kind for change in self.changes)
        counts[Kind.IMPORT] = sum(bool(change.import_id) for change in self.changes)
        return +counts

    @property
    def changed_outputs(self) -> list[str]:
        """The names of outputs that get another value."""
        return sorted(name for name, one in self.outputs.items() if one["actions"] != ["no-op"])

    @property
    def problem(self) -> str:
        """Why nobody may apply this plan, in one sentence; empty if it is whole."""
        if self.errored:
            return (
                f"The plan of {self.stack} failed: Terraform reported errors;"
                " fix them and plan again."
            )
        if self.deferred:
            left = ", ".join(map(str, self.deferred[:3]))
            return (
                f"The plan of {self.stack} is partial: {len(self.deferred)} deferred"
                f" to the next plan, {left}."
            )
        return (
            "" if self.complete else f"The plan of {self.stack} is partial; plan without -target."
        )


def read(stack: str, path: Path) -> StackPlan:
    """The plan of a stack, from the file that `terraform show -json` wrote.

    Raises:
        Failure: there is no plan, or it is not of Terraform's shape.
    """
    try:
        document = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise Failure(f"No plan of {stack}. Run `gitops plan` first.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise Failure(
            f"The plan of {stack} is not JSON ({error}); `terraform show -json` writes it."
        ) from error
    return parsed(stack, document)


def parsed(stack: str, document: Any) -> StackPlan:
    """The plan of a stack from Terraform's JSON, also one that failed. Raises Failure as `read`."""
    _refuse_other_files(stack, document)
    try:
        return _stack_plan(stack, document)
    except (AttributeError, KeyError, TypeError) as error:
        raise Failure(
            f"The plan of {stack} does not have the format of `terraform show -json`:"
            f" {type(error).__name__}: {error}."
        ) from error


def _refuse_other_files(stack: str, document: Any) -> None:
    """Refuse what is no plan. Terraform leaves out what is empty, and of a failed plan the rest."""
    if not isinstance(document, dict) or not (PARTS & document.keys() or document.get("errored")):
        raise Failure(
            f"The file of {stack} is not a plan; write one with `terraform show -json PLANFILE`."
        )
    version = document.get("format_version", FORMAT if document.get("errored") else None)
    if str(version).split(".", maxsplit=1)[0] != FORMAT:
        raise Failure(f"The plan of {stack} has an unknown format; update market-pipelines.")
    if nesting.is_deep(document):
        raise Failure(
            f"The plan of {stack} has a value that is nested deeper than {nesting.MOST_LEVELS}"
            " levels; nobody can review that."
        )


def sensitive(change: Mapping[str, Any], name: str = "") -> marks.Mark:
    """What is sensitive in a `change` object, before or after: neither side may show it.

    Terraform marks it, or `policies.engine.secrets` finds it; `name` is that of an output.
    """
    return marks.union(
        change.get("before_sensitive"),
        change.get("after_sensitive"),
        secrets.marks(change.get("before"), name),
        secrets.marks(change.get("after"), name),
        # Of what is unknown only keys are known.
        secrets.marks(change.get("after_unknown")),
    )


def path_text(path: Iterable[str | int]) -> str:
    """A path into a value as people write it: `tags.Name`, `ebs[0].size`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def _stack_plan(stack: str, document: Mapping[str, Any]) -> StackPlan:
    return StackPlan(
        stack,
        _changes(document, "resource_changes"),
        _outputs(document),
        _changes(document, "resource_drift"),
        str(document.get("terraform_version", "")),
        notices.failed_checks(document),
        notices.invocations(document),
        notices.deferred(document),
        errored=bool(document.get("errored")),
        complete=document.get("complete") is not False,
        is_first=not prior_state.is_managed(document),
        is_removed=prior_state.is_managed(document) and _declares_nothing(document),
        account=prior_state.account(document),
    )


def _outputs(document: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of outputs; one without actions is an error: it could be any change."""
    found = document.get("output_changes") or {}
    return {name: {**one, "actions": list(one["actions"])} for name, one in found.items()}


def _changes(document: Mapping[str, Any], key: str) -> list[Change]:
    found = map(_change, document.get(key) or ())
    return [change for change in found if change is not None]


def _declares_nothing(document: Mapping[str, Any]) -> bool:
    """Whether the plan has its configuration, and that no resource and no module."""
    module = document.get("configuration", {}).get("root_module")
    return module is not None and not (module.get("resources") or module.get("module_calls"))


def _change(found: Mapping[str, Any]) -> Change | None:
    values = found["change"]
    kind = _kind(found)
    if kind is None:
        return None
    reason = found.get("action_reason", "")
    return Change(
        secrets.mask_text(found["address"]),
        found["type"],
        kind,
        values,
        REASONS.get(reason) or (reason.replace("_", " ") if WORD.fullmatch(reason) else ""),
        secrets.mask_text(found.get("previous_address", "")),
        str(found.get("deposed", "")),
        str(found.get("name", "")),
    )


def _kind(found: Mapping[str, Any]) -> Kind | None:
    """The kind of a change; None if nothing happens.

    Actions that we do not know are an error: danger must not be taken for nothing.
    """
    values = found["change"]
    actions = tuple(values["actions"])
    if actions != ("no-op",):
        if actions not in KINDS:
            raise KeyError(f"actions {list(actions)} of {secrets.mask_text(found['address'])}")
        return KINDS[actions]
    if values.get("importing"):
        return Kind.IMPORT
    return Kind.MOVE if found.get("previous_address") else None
