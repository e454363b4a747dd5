"""The comment about a plan of 20,000 changes: its length, and its making against reading the plan.

A tenth of the changes destroys or replaces something; attributes are those that a queue has.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.timing import ratio
from gitops.adapters.markdown import units
from gitops.plans import changes
from gitops.review.comment import render
from gitops.review.comment_model import CommentModel

CHANGES = 20_000
ROUNDS = 3
ACTIONS = (["create"], ["update"], ["update"], ["create"], ["delete"], ["update"], ["create"],
           ["delete", "create"], ["update"], ["create"])  # fmt: skip


def measure() -> dict[str, float]:
    """`comment.chars_20000_changes` and `comment.render_vs_json_load`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.json"
        path.write_text(json.dumps(_plan(), separators=(",", ":")))
        text = _rendered(path)
        value = ratio(lambda: _rendered(path), lambda: _loaded(path), ROUNDS)
    return {
        "comment.chars_20000_changes": units(text),
        "comment.render_vs_json_load": value,
    }


def _rendered(path: Path) -> str:
    """From the file to the comment, reading included."""
    return render(CommentModel("dev", [changes.read("crypto-price-processing", path)]))


def _loaded(path: Path) -> Any:
    with path.open() as file:
        return json.load(file)


def _plan() -> dict[str, Any]:
    return {
        "format_version": "1.2",
        "planned_values": {},
        "resource_changes": [_change(number) for number in range(CHANGES)],
        "output_changes": {},
        "complete": True,
        "errored": False,
    }


def _change(number: int) -> dict[str, Any]:
    actions = ACTIONS[number % len(ACTIONS)]
    before = None if actions == ["create"] else _queue(number, 30)
    after = None if actions == ["delete"] else _queue(number, 60)
    return {
        "address": f"aws_sqs_queue.queue-{number}",
        "mode": "managed",
        "type": "aws_sqs_queue",
        "name": f"queue-{number}",
        "change": {
            "actions": actions,
            "before": before,
            "after": after,
            "after_unknown": {"arn": True, "id": True, "url": True, "tags_all": {}},
            "before_sensitive": {"tags_all": {}},
            "after_sensitive": {"tags_all": {}},
            **({"replace_paths": [["name"]]} if len(actions) > 1 else {}),
        },
    }


def _queue(number: int, timeout: int) -> dict[str, Any]:
    return {
        "name": f"queue-{number}-dev",
        "delay_seconds": 0,
        "max_message_size": 262144,
        "message_retention_seconds": 1209600,
        "visibility_timeout_seconds": timeout,
        "kms_master_key_id": "alias/market-pipelines",
        "redrive_policy": json.dumps({"maxReceiveCount": 5, "deadLetterTargetArn": f"q-{number}"}),
        "tags_all": {"Environment": "dev", "Team": "trading", "ManagedBy": "cdktf"},
    }
