"""Reads a plan, or a live environment, from Terraform's JSON plan representation.

https://developer.hashicorp.com/terraform/internals/json-format
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies.engine import terraform
from policies.engine.declared import Overlay, same_declaration
from policies.engine.resource import Resource
from policies.engine.stack import Place, Stack

FORMAT = "1"
# What a plan holds at least. One of `-refresh-only` plans no values: what it read is the state.
NEEDED = {
    Place.PLAN: ("planned_values", "resource_changes", "configuration"),
    Place.LIVE: ("prior_state", "configuration"),
}
# What Terraform keeps to itself: a plan does not show it, but policies read it.
ONLY_WRITTEN = ("lifecycle", "//")
# What is written among the attributes, but is none.
META = (*ONLY_WRITTEN, "depends_on", "count", "for_each", "provider", "provisioner", "connection")
# An attribute that repeats what another resource of the stack declares -> that resource's type.
REPEATED = {
    ("aws_api_gateway_rest_api", "policy"): "aws_api_gateway_rest_api_policy",
    ("aws_iam_role", "inline_policy"): "aws_iam_role_policy",
    ("aws_iam_role", "managed_policy_arns"): "aws_iam_role_policy_attachment",
    ("aws_kms_key", "policy"): "aws_kms_key_policy",
    ("aws_sns_topic", "policy"): "aws_sns_topic_policy",
    ("aws_sqs_queue", "policy"): "aws_sqs_queue_policy",
    ("aws_sqs_queue", "redrive_allow_policy"): "aws_sqs_queue_redrive_allow_policy",
    ("aws_sqs_queue", "redrive_policy"): "aws_sqs_queue_redrive_policy",
}
SIGNS = re.compile(r"([$%])\{")
ARN = re.compile(r"arn:[^\s\"',\\$*{}]+")


class BrokenPlan(Exception):
    """The plan cannot be evaluated: one sentence that says why and what to do."""


def stack(name: str, document: Mapping[str, Any], place: Place, written: Stack | None) -> Stack:
    """The stack of one plan as `terraform show -json` prints it.

    `written` is the same stack as synthesized, for what a plan does not show. At `Place.LIVE` the
    plan is one of `-refresh-only`, and what is declared but does not exist is marked as missing.

    Raises:
        BrokenPlan: the plan failed, is not complete, or is not of Terraform's shape.
    """
    _refuse_broken(name, document, place)
    try:
        return _Reader(name, document, place, written).stack()
    except (AttributeError, KeyError, TypeError) as error:
        raise BrokenPlan(
            f"The plan of {name} does not have the format that `terraform show -json` prints:"
            f" {type(error).__name__}: {error}."
        ) from error


def _refuse_broken(name: str, document: Mapping[str, Any], place: Place) -> None:
    if isinstance(document, Mapping) and document.get("errored"):
        # Such a plan lacks other things, too.
        raise BrokenPlan(f"The plan of {name} failed; fix what Terraform reports and plan again.")
    if not isinstance(document, Mapping) or any(document.get(key) is None for key in NEEDED[place]):
        raise BrokenPlan(f"The file for the plan of {name} is not a plan.")
    version = str(document.get("format_version"))
    if version.split(".", maxsplit=1)[0] != FORMAT:
        raise BrokenPlan(f"The plan of {name} has format {version}; only {FORMAT} is supported.")
    if document.get("complete") is False:
        raise BrokenPlan(f"The plan of {name} is partial; plan without -target.")


class _Reader:
    def __init__(
        self, name: str, document: Mapping[str, Any], place: Place, written: Stack | None
    ) -> None:
        self._name = name
        self._place = place
        self._written = {} if written is None else {r.address: r for r in written.resources}
        self._backend = written.backend if written else None
        self._others = written.others if written else ()
        self._configuration = document["configuration"]
        prior = document.get("prior_state", {}).get("values", {}).get("root_module", {})
        planned = document.get("planned_values", {}).get("root_module", {})
        self._root = prior if place is Place.LIVE else planned
        forgotten = _forgotten(document)
        self._found = [
            found
            for found in self._root.get("resources", ())
            if found["mode"] == "managed" and found["address"] not in forgotten
        ]
        self._actual = {r["address"]: r.get("values", {}) for r in self._found}
        self._data = [r for r in prior.get("resources", ()) if r["mode"] == "data"]
        self._known = {**{r["address"]: r["values"] for r in self._data}, **self._actual}
        self._unknown = {
            change["address"]: change["change"].get("after_unknown", {})
            for change in document.get("resource_changes", ())
        }
        self._overlay = Overlay(self._looked_up, self._renamed)
        self._declared = {
            entry["address"]: entry
            for entry in self._configuration["root_module"].get("resources", ())
            if entry["mode"] == "managed"
        }
        self._arns = self._owners_of_arns()

    def stack(self) -> Stack:
        if self._root.get("child_modules"):
            raise BrokenPlan(
                f"Stack {self._name} calls modules, whose resources no policy evaluates."
            )
        return Stack(
            self._name,
            list(self._resources()),
            self._providers(),
            place=self._place,
            data=[self._data_source(found) for found in self._data],
            backend=self._backend,
            others=self._others,
        )

    def _resources(self) -> Iterator[Resource]:
        there = set()
        for found in self._found:
            address = f"{found['type']}.{found['name']}"
            there.add(address)
            yield self._resource(found, self._declared.get(address, {}))
        for address in sorted(self._declared.keys() - there):
            yield from self._missing(address, self._declared[address])

    def _resource(self, found: Mapping[str, Any], declared: Mapping[str, Any]) -> Resource:
        address, unknown = found["address"], self._unknown.get(found["address"], {})
        written = self._written.get(f"{found['type']}.{found['name']}")
        raw = _raw(_written(declared.get("expressions", {})), written)
        laid = self._overlay.object(raw, self._actual[address], unknown)
        own = {key: value for key, value in laid.items() if key in raw}
        return Resource(
            self._name,
            found["type"],
            address.removeprefix(f"{found['type']}."),
            {**own, **_dependencies(declared), **_unseen(written)},
            written.path if written else "",
            undeclared=self._undeclared(found, laid, raw),
        )

    def _undeclared(
        self, found: Mapping[str, Any], laid: Mapping[str, Any], raw: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            key: value
            for key, value in laid.items()
            if key not in raw and not self._is_repeated(found, key)
        }

    def _is_repeated(self, found: Mapping[str, Any], attribute: str) -> bool:
        """Whether the attribute shows nothing but what the stack itself declares elsewhere."""
        kind = REPEATED.get((found["type"], attribute))
        if kind is None:
            return False
        theirs = [
            values for address, values in self._actual.items() if address.startswith(f"{kind}.")
        ]
        if attribute == "inline_policy":
            names = {policy.get("name") for policy in theirs}
            return all(
                policy.get("name") in names for policy in self._actual[found["address"]][attribute]
            )
        if attribute == "managed_policy_arns":
            arns = {policy.get("policy_arn") for policy in theirs}
            return all(arn in arns for arn in self._actual[found["address"]][attribute])
        identity = self._actual[found["address"]].get("id")
        return any(identity in policy.values() for policy in theirs)

    def _missing(self, address: str, declared: Mapping[str, Any]) -> Iterator[Resource]:
        if "count_expression" in declared or "for_each_expression" in declared:
            return
        written = self._written.get(address)
        yield Resource(
            self._name,
            declared["type"],
            declared["name"],
            {**_raw(_written(declared["expressions"]), written), **_unseen(written)},
            written.path if written else "",
            missing=True,
        )

    def _providers(self) -> list[Mapping[str, Any]]:
        providers = self._configuration.get("provider_config", {}).values()
        return [
            _written(provider.get("expressions", {}))
            for provider in providers
            if provider["name"] == "aws"
        ]

    def _data_source(self, found: Mapping[str, Any]) -> Resource:
        return Resource(self._name, f"data.{found['type']}", found["name"], found["values"])

    def _looked_up(self, reference: terraform.Reference) -> Any:
        value = self._known.get(reference.address)
        for step in reference.path:
            if isinstance(step, str) and isinstance(value, list):
                value = value[0] if len(value) == 1 else None
            if isinstance(value, Mapping):
                value = value.get(str(step))
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def _owners_of_arns(self) -> dict[str, str]:
        """ARN -> the address of the one resource that has it; a declared `arn` is another's."""
        owners: dict[str, list[str]] = {}
        for found in self._found:
            declared = self._declared.get(f"{found['type']}.{found['name']}", {})
            arn = found.get("values", {}).get("arn")
            if arn and "arn" not in declared.get("expressions", {}):
                owners.setdefault(arn, []).append(found["address"])
        return {arn: addresses[0] for arn, addresses in owners.items() if len(addresses) == 1}

    def _renamed(self, text: str) -> str:
        escaped = SIGNS.sub(r"\1\1{", text)
        return ARN.sub(lambda match: self._reference(match.group()), escaped)

    def _reference(self, arn: str) -> str:
        # What follows the ARN, as in `<log group>:*`, is no part of it.
        bare = arn.rstrip(":/")
        address = self._arns.get(bare)
        return f"${{{address}.arn}}{arn.removeprefix(bare)}" if address else arn


def _forgotten(document: Mapping[str, Any]) -> set[str]:
    """What Terraform will no longer manage, and so nothing that a policy could demand.

    Before 1.15.6 it stays among the planned values, without any value
    (github.com/hashicorp/terraform/issues/38641, read 2026-11-26).
    """
    return {
        change["address"]
        for change in document.get("resource_changes", ())
        if change["change"].get("actions") == ["forget"]
    }


def _written(expressions: Any) -> dict[str, Any]:
    """The attributes as they stand in the configuration."""
    return {key: _expression(value) for key, value in expressions.items()}


def _expression(value: Any) -> Any:
    if isinstance(value, list):
        return [_written(block) for block in value]
    if "constant_value" in value:
        return value["constant_value"]
    # Only HCL gives references without their text; nothing that we could follow.
    return f"${{ {value['references']} }}" if "references" in value else _written(value)


def _raw(configured: dict[str, Any], written: Resource | None) -> dict[str, Any]:
    """The declared attributes, in the form in which they were written if that is known."""
    if written is None:
        return configured
    own = {key: value for key, value in written.values.items() if key not in META}
    return own if same_declaration(own, configured) else configured


def _dependencies(declared: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    return {"depends_on": declared["depends_on"]} if "depends_on" in declared else {}


def _unseen(written: Resource | None) -> dict[str, Any]:
    values = written.values if written else {}
    return {key: values[key] for key in ONLY_WRITTEN if key in values}
