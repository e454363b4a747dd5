"""A finding points at the line that made the resource, without a word of it in the synthesis."""

import ast
from pathlib import Path

import pytest

from gitops.adapters.package import package
from gitops.adapters.paths import ROOT
from gitops.compliance.calls import Source
from gitops.compliance.sources import APP, source
from policies.engine import synth
from policies.gate import synthesis

CONSTRUCTS = """
class Queue(Construct):
    def __init__(self, scope, id_):
        super().__init__(scope, id_)
        self.spare = self._build("spare")
        self.queue = self._build(id_="queue")
        SqsQueuePolicy(Construct(self, "rules"), "policy")

    def _build(self, id_):
        return SqsQueue(self, id_)


class Letters(Construct):
    def __init__(self, scope, worker):
        super().__init__(scope, f"{worker}-letters")
        SqsQueue(self, "queue")
        part = Construct(self, "part")
        make(KmsKey, part, "key")
        KmsKey(self, "key")
"""
STACK = """
LETTERS = "letters"


class Prices(TerraformStack):
    def __init__(self, scope):
        super().__init__(scope, "prices")
        Queue(self, "ticks")
        name = f"{LETTERS}-box"
        Queue(self, name)
        Letters(self, worker)
        SnsTopic(self, LETTERS)
        SnsTopic(self, "news")
"""
ALERTS = """
class Alerts(TerraformStack):
    def __init__(self, scope):
        KmsKey(self, "key")
        SqsQueue(self, one)
        SqsQueue(self, other)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "stacks").mkdir()
    for name, text in {"shared": CONSTRUCTS, "prices": STACK, "alerts": ALERTS}.items():
        (tmp_path / "stacks" / f"{name}.py").write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("kind", "path", "place"),
    [
        ("aws_sqs_queue", "prices/ticks/queue", "stacks/shared.py:10"),
        ("aws_sqs_queue", "prices/letters-box/spare", "stacks/shared.py:10"),
        ("aws_sqs_queue_policy", "prices/ticks/rules/policy", "stacks/shared.py:7"),
        ("aws_sqs_queue", "prices/worker-letters/queue", "stacks/shared.py:16"),
        ("aws_kms_key", "prices/worker-letters/part/key", "stacks/shared.py:18"),
        ("aws_kms_key", "prices/worker-letters/key", "stacks/shared.py:19"),
        ("aws_sns_topic", "prices/letters", "stacks/prices.py:12"),
        ("aws_sns_topic", "prices/news", "stacks/prices.py:13"),
    ],
)
def test_the_call_that_made_a_resource_is_found_by_its_path(
    root: Path, kind: str, path: str, place: str
) -> None:
    assert str(source("prices", kind, path, root)) == place


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        ("aws_sqs_queue", "alerts/one"),
        ("aws_sns_topic", "alerts/news"),
        ("aws_sqs_queue", ""),
    ],
    ids=["two calls could have made it", "no call makes it", "no path"],
)
def test_what_the_sources_do_not_tell_is_pointed_to_the_file_of_its_stack(
    root: Path, kind: str, path: str
) -> None:
    assert source("alerts", kind, path, root) == Source("stacks/alerts.py")


def test_a_stack_without_a_file_of_its_own_is_pointed_to_the_app(root: Path) -> None:
    assert source("strange", "aws_kms_key", "strange/key", root) == Source(APP)


def test_every_resource_of_the_real_stacks_leads_to_the_line_that_makes_it() -> None:
    package()
    stacks = synth.read(synthesis.current())
    resources = [resource for stack in stacks for resource in stack.resources]
    assert resources

    for resource in resources:
        made = source(resource.stack, resource.type, resource.path)

        words = "".join(part.capitalize() for part in resource.type.split("_")[1:])
        call = _call_at(made)
        assert words in {ast.unparse(node) for node in (call.func, *call.args[:1])}, resource.path


def _call_at(place: Source) -> ast.Call:
    module = ast.parse((ROOT / place.file).read_bytes())
    calls = [node for node in ast.walk(module) if isinstance(node, ast.Call)]
    found = [node for node in calls if node.lineno == place.line]
    assert found, f"{place} is no call"
    return found[0]
