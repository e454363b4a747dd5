"""A directory that cannot be evaluated is refused in one sentence."""

import json
from pathlib import Path

import pytest

from policies.engine import synth
from policies.engine.terraform_json.parsing import DEEPEST, MOST_VALUES
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
    write(tmp_path, "alerts", json.dumps({"resource": QUEUES}))

    alerts, prices = synth.read(tmp_path)

    assert (alerts.name, len(alerts.resources)) == ("alerts", 1)
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
    write(tmp_path, "prices", json.dumps({"resource": QUEUES}))
    (tmp_path / "manifest.json").write_text('{"stacks": {"prices": {}, "alerts": {}}}')

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == (
        f"manifest.json names a stack without a document: {tmp_path}/stacks/alerts/cdk.tf.json."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"resource": ', "$: the file is not JSON: Expecting value (line 1, column 14)."),
        ("[]", "$: the file is no JSON object."),
        ("", "$: the file is not JSON: Expecting value (line 1, column 1)."),
        (
            '{"resource": {"aws_sqs_queue": {"q": {"name": "a"}, "q": {"name": "b"}}}}',
            '$.resource.aws_sqs_queue: the name "q" stands twice; Terraform would read both.',
        ),
        ('{"a": ' * 100_000, f"$: the file nests deeper than {DEEPEST} levels."),
        (f'{{"a": "{"x" * 10_000_000}"}}', "$: the file has 10000009 bytes, more than 5000000."),
        (f'{{"a": [{"1," * 300_000}1]}}', f"$: the file has more than {MOST_VALUES} values."),
        (f'{{"a": {"9" * 5_000}}}', "$: the file holds a number of more than 4,300 digits."),
        ('{"a": NaN}', "$.a: it is no number that JSON can hold."),
        ("\ufeff{}", "$: the file is not JSON: Unexpected UTF-8 BOM"),
    ],
    ids=[
        "cut off", "a list", "empty", "twice", "deep", "10 MB", "many", "digits", "NaN", "a mark",
    ],
)  # fmt: skip
def test_a_broken_document_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = write(tmp_path, "prices", text)

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    sentence = str(refused.value)
    assert sentence.startswith(f"{path} cannot be evaluated: {words}")
    assert sentence.count("\n") == 0


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


QUEUES: dict[str, object] = {"aws_sqs_queue": {"q": {"name": "q-dev"}}}
NOT_ADMITTED = "this block of Terraform is not admitted"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"module": {"network": {"source": "./network"}}}, f"$.module: {NOT_ADMITTED}"),
        ({"ephemeral": {"aws_ssm_parameter": {"x": {"arn": "x"}}}}, f"$.ephemeral: {NOT_ADMITTED}"),
        ({"locals": {"name": "q"}}, f"$.locals: {NOT_ADMITTED}"),
        (
            {"data": {"aws_region": {"here": {}}, "external": {"run": {"program": ["sh"]}}}},
            '$.data.external.run: the data source "external" is not admitted',
        ),
        (
            {"check": {"x": {"data": {"aws_lambda_invocation": {"y": {}}}, "assert": []}}},
            '$.check.x.data.aws_lambda_invocation.y: the data source "aws_lambda_invocation"',
        ),
        (
            {"import": [{"to": "aws_sqs_queue.q", "id": "${var.id}"}]},
            "$.import[0]: it is not to (type.name) and id, a plain text",
        ),
        (
            {"terraform": {"cloud": {"organization": "x"}}},
            "$.terraform.cloud: only backend, required_providers, required_version may stand here",
        ),
        (
            {"output": {"x": {"value": '${file("/etc/passwd")}'}}},
            r'$.output.x.value: the template "${file(\"/etc/passwd\")}" is no plain reference',
        ),
        (
            {"output": {"x": {"value": "${aws_sqs_queue.gone.url}"}}},
            '$.output.x.value: "aws_sqs_queue.gone" is not declared in this file',
        ),
        (
            {"resource": {"aws_sqs_queue": {"q": {"count": 2}}}},
            "$.resource.aws_sqs_queue.q.count: this argument of a resource is not admitted",
        ),
        (
            {"resource": {"aws_sqs_queue": {"q": {"dynamic": {"x": {}}}}}},
            "$.resource.aws_sqs_queue.q.dynamic: this argument of a resource is not admitted",
        ),
        (
            {"resource": {"aws_sqs_queue": {"q": {"tags": {"${timestamp()}": "x"}}}}},
            '$.resource.aws_sqs_queue.q.tags["${timestamp()}"]: its name is a template',
        ),
    ],
)
def test_a_stack_that_does_what_no_policy_sees_is_refused_with_place_and_remedy(
    tmp_path: Path, document: dict[str, object], words: str
) -> None:
    write(tmp_path, "prices", json.dumps({"resource": QUEUES, **document}))

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    sentence, remedy = str(refused.value)[:-1].split(". ", 1)
    assert sentence.startswith(f"Stack prices is not admitted: {words}")
    assert remedy


def test_of_many_faults_the_first_are_shown_a_line_each(tmp_path: Path) -> None:
    blocks: dict[str, object] = {f"block_{number}": {} for number in range(8)}
    write(tmp_path, "prices", json.dumps({"resource": QUEUES, **blocks}))

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    first, *lines = str(refused.value).splitlines()
    assert first == "Stack prices is not admitted:"
    assert [line.split(":")[0] for line in lines[:5]] == [f"  $.block_{n}" for n in range(5)]
    assert lines[5:] == ["  ... and 3 more"]


def test_a_stack_without_resources_says_so(tmp_path: Path) -> None:
    write(tmp_path, "prices", '{"resource": {"aws_sqs_queue": {}}}')

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert str(refused.value) == (
        "Stack prices declares no resource, so no policy can evaluate it; declare one, or take the"
        " stack out of the app."
    )


@pytest.mark.parametrize("nothing", [None, []])
@pytest.mark.parametrize("block", ["check", "data", "import", "moved", "output", "provider"])
def test_null_and_an_empty_list_are_no_block(tmp_path: Path, block: str, nothing: object) -> None:
    write(tmp_path, "prices", json.dumps({"resource": QUEUES, block: nothing}))

    assert [one.address for one in synth.read(tmp_path)[0].resources] == ["aws_sqs_queue.q"]


@pytest.mark.parametrize(
    ("queue", "words"),
    [
        ({"name": "${aws_kms_key.gone.arn}"}, '.q.name: "aws_kms_key.gone" is not declared'),
        ({"tags": ["a ${data.aws_region.gone.name}"]}, '.q.tags[0]: "data.aws_region.gone" is not'),
        ({"depends_on": ["aws_kms_key.gone"]}, ".q.depends_on[0]: it names nothing that this"),
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

    assert words in str(refused.value)


def test_references_to_resources_and_data_sources_of_the_stack_work(tmp_path: Path) -> None:
    queue = {"name": "${data.aws_region.here.name}", "key": "${aws_kms_key.key.arn}"}
    document = {
        "data": {"aws_region": {"here": {}}},
        "resource": {"aws_sqs_queue": {"q": queue}, "aws_kms_key": {"key": {}}},
    }
    write(tmp_path, "prices", json.dumps(document))

    assert len(synth.read(tmp_path)[0].resources) == 2


INTO_JSON = (
    "Stack prices cannot work: aws_sns_topic.t puts aws_sqs_queue.q.{} into JSON, and that may end"
    " the string it stands in."
)


@pytest.mark.parametrize(
    ("reference", "words"),
    [("name", ""), ("arn", ""), ("tags.plain", ""), ("label", ""), ("identity[0].issuer", ""),
     ("tags.quote", INTO_JSON), ("tags.escape", INTO_JSON), ("tags.further", INTO_JSON),
     ("tags.unknown", INTO_JSON), ("tags.all", INTO_JSON), ("tags_all.quote", INTO_JSON)],
)  # fmt: skip
@pytest.mark.parametrize("form", ['{{"Id": "{}"}}', ' [{{"{}": 1}}]'], ids=["value", "name"])
def test_a_reference_adds_nothing_to_the_json_it_stands_in(
    tmp_path: Path, reference: str, words: str, form: str
) -> None:
    """Terraform replaces it unquoted, so that the JSON may say more than what was evaluated."""
    tags = {
        "plain": "x",
        "quote": 'x","Action":"*',
        "escape": "\\",
        "further": "${aws_sqs_queue.r.name}",
        "unknown": 'x","Action":"${aws_sqs_queue.r.arn}',
        "all": "${aws_sqs_queue.r.tags_all.x}",
    }
    queue = {"name": "q-dev", "label": "x-${aws_sqs_queue.r.arn}", "tags": tags}
    topic = {"policy": form.format(f"${{aws_sqs_queue.q.{reference}}}")}
    queues = {"q": queue, "r": {"name": '"'}}
    document = {"resource": {"aws_sqs_queue": queues, "aws_sns_topic": {"t": topic}}}
    write(tmp_path, "prices", json.dumps(document))

    try:
        found = "" if synth.read(tmp_path) else "nothing"
    except synth.BrokenSynth as refused:
        found = str(refused)

    assert found == words.format(reference)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"resource": {"aws_sqs_queue": {"q": {"depends_on": 3}}}}, "depends_on: it is not a list"),
        ({"resource": QUEUES, "data": ["aws_region"]}, "$.data: it is not one object"),
        ({"resource": {"aws_sqs_queue": ["q"]}}, "$.resource.aws_sqs_queue: it is not one object"),
        ({"resource": QUEUES, "provider": {"aws": "x"}}, "$.provider.aws: it is not one object"),
    ],
    ids=["dependencies", "data sources", "names", "a provider"],
)
def test_what_cannot_be_followed_is_refused(
    tmp_path: Path, document: dict[str, object], words: str
) -> None:
    write(tmp_path, "prices", json.dumps(document))

    with pytest.raises(synth.BrokenSynth) as refused:
        synth.read(tmp_path)

    assert words in str(refused.value)
