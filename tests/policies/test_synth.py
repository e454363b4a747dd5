"""A directory that cannot be evaluated is refused in one sentence."""

import json
from pathlib import Path

import pytest

from policies.engine import synth
from policies.engine.values import Known


def write(folder: Path, stack: str, text: str) -> Path:
    path = folder / "stacks" / stack / "cdk.tf.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


def test_every_stack_is_read_with_its_resources_and_their_constructs(tmp_path: Path) -> None:
    metadata = {"metadata": {"path": "prices/queue", "uniqueId": "queue"}}
    document = {
        "provider": {"aws": {"default_tags": {"tags": {"Environment": "dev"}}}},
        "resource": {"aws_sqs_queue": {"queue": {"//": metadata, "name": "q-dev"}}},
    }
    write(tmp_path, "prices", json.dumps(document))
    write(tmp_path, "alerts", "{}")

    alerts, prices = synth.read(tmp_path)

    assert (alerts.name, list(alerts.resources)) == ("alerts", [])
    assert [(r.stack, r.address, r.path) for r in prices.resources] == [
        ("prices", "aws_sqs_queue.queue", "prices/queue")
    ]
    assert prices.suffix == Known("dev")


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path / "none")

    assert str(refused.value) == (
        f"There is no directory {tmp_path}/none; run `gitops synth` first."
    )


def test_a_directory_without_stacks_is_no_success(tmp_path: Path) -> None:
    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == (
        f"{tmp_path} contains no synthesized stack (stacks/<stack>/cdk.tf.json); run `gitops"
        f" synth` first."
    )


def test_a_stack_that_only_the_manifest_knows_is_missed(tmp_path: Path) -> None:
    write(tmp_path, "prices", "{}")
    (tmp_path / "manifest.json").write_text('{"stacks": {"prices": {}, "alerts": {}}}')

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == (
        f"manifest.json names a stack without a document: {tmp_path}/stacks/alerts/cdk.tf.json."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"resource": ', "is not JSON: Expecting value: line 1 column 14 (char 13)."),
        ("[]", "is not a JSON object."),
        ("", "is not JSON: Expecting value: line 1 column 1 (char 0)."),
        (
            '{"resource": {"aws_sqs_queue": {"q": {"name": "a"}, "q": {"name": "b"}}}}',
            "contains q twice; Terraform would read both.",
        ),
    ],
    ids=["cut off", "a list", "empty", "twice"],
)
def test_a_broken_document_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = write(tmp_path, "prices", text)

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == f"{path} {words}"


@pytest.mark.parametrize(
    "document",
    [
        {"resource": [{"aws_sqs_queue": {}}]},
        {"resource": {"aws_sqs_queue": ["queue"]}},
        {"resource": {"aws_sqs_queue": {"queue": ["two bodies"]}}},
        {"provider": ["aws"]},
    ],
    ids=["a list of kinds", "a list of names", "a list of bodies", "a list of providers"],
)
def test_a_document_of_another_shape_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(
        synth.BrokenSynth, match=r"^Stack prices does not have the format that CDKTF"
    ):
        synth.stack("prices", document)


@pytest.mark.parametrize("name", ["override.tf.json", "main.tf", "cdk_override.tf.json"])
def test_what_terraform_would_merge_unevaluated_is_refused(tmp_path: Path, name: str) -> None:
    unknown = write(tmp_path, "prices", "{}").with_name(name)
    unknown.write_text("{}")

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == f"{unknown} would change the stack, but no policy evaluates it."


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"module": {"network": {"source": "./network"}}},
            "calls modules, whose resources no policy can see",
        ),
        (
            {"import": [{"to": "aws_sqs_queue.q", "id": "q-prod"}]},
            "imports resources, which another environment may own",
        ),
        (
            {"removed": [{"from": "aws_sqs_queue.q", "lifecycle": {"destroy": False}}]},
            "forgets resources, which may stay behind",
        ),
        (
            {"ephemeral": {"aws_ssm_parameter": {"secret": {"arn": "x"}}}},
            "reads ephemeral resources, which no policy can see",
        ),
        (
            {"data": {"aws_region": {"here": {}}, "external": {"run": {"program": ["sh"]}}}},
            "reads data.external, which no policy evaluates",
        ),
        (
            {"data": {"aws_ssm_parameter": {"secret": {"name": "webhook-secret"}}}},
            "reads data.aws_ssm_parameter, which no policy evaluates",
        ),
    ],
    ids=["module", "import", "removed", "ephemeral", "program", "secret"],
)
def test_a_stack_that_does_what_no_policy_sees_is_refused(
    document: dict[str, object], words: str
) -> None:
    with pytest.raises(synth.BrokenSynth) as refused:
        synth.stack("prices", document)

    assert str(refused.value) == f"Stack prices {words}."


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ({"name": "${aws_kms_key.gone.arn}"}, "aws_sqs_queue.q refers to aws_kms_key.gone, which"),
        ({"tags": ["a ${data.aws_region.gone.name}"]}, "aws_sqs_queue.q refers to data.aws_region"),
        ({"depends_on": ["aws_kms_key.gone"]}, "aws_sqs_queue.q refers to aws_kms_key.gone, which"),
        (
            {"name": "${aws_sqs_queue.r.name}"},
            "references form a cycle: aws_sqs_queue.q -> aws_sqs_queue.r -> aws_sqs_queue.q.",
        ),
        (
            {"name": "${aws_sqs_queue.q.arn}"},
            "references form a cycle: aws_sqs_queue.q -> aws_sqs_queue.q.",
        ),
    ],
    ids=["nowhere", "no data source", "no dependency", "a circle", "itself"],
)
def test_references_that_cannot_work_are_named_with_their_place(
    tmp_path: Path, queue: dict[str, object], words: str
) -> None:
    other = {"name": "${aws_sqs_queue.q.name}"}
    document = {"resource": {"aws_sqs_queue": {"q": queue, "r": other}}}
    write(tmp_path, "prices", json.dumps(document))

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value).startswith(f"Stack prices cannot work: {words}")


def test_references_to_resources_and_data_sources_of_the_stack_work(tmp_path: Path) -> None:
    queue = {"name": "${data.aws_region.here.name}", "key": "${aws_kms_key.key.arn}"}
    document = {
        "data": {"aws_region": {"here": {}}},
        "resource": {"aws_sqs_queue": {"q": queue}, "aws_kms_key": {"key": {}}},
    }
    write(tmp_path, "prices", json.dumps(document))

    assert len(synth.read(tmp_path)[0].resources) == 2


@pytest.mark.parametrize(
    "document",
    [
        {"resource": {"aws_sqs_queue": {"q": {"depends_on": 3}}}},
        {"resource": {}, "data": ["aws_region"]},
    ],
    ids=["dependencies", "data sources"],
)
def test_what_cannot_be_followed_is_refused(tmp_path: Path, document: dict[str, object]) -> None:
    write(tmp_path, "prices", json.dumps(document))

    with pytest.raises(synth.BrokenSynth, match="Stack prices does not have the format"):
        synth.read(tmp_path)
