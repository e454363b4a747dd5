"""Archives as a pull request's job uploads them, and as somebody with bad intent writes them."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STACK = "prices"
ARCHIVE = "assets/code/0123456789ABCDEF0123456789ABCDEF/code.zip"
DOCUMENT = f"stacks/{STACK}/cdk.tf.json"
CODE = b"PK the code of a function"
LINK = 0o120777 << 16


def document(suffix: str = "dev", **blocks: Any) -> bytes:
    """A document that is admitted, with further or other blocks."""
    aws = {"region": "us-east-1", "default_tags": [{"tags": {"Environment": suffix}}]}
    state = f"../../../state/{suffix}/{STACK}.tfstate"
    good = {
        "terraform": {
            "backend": {"local": {"path": state}},
            "required_providers": {"aws": {"source": "aws", "version": "5.100.0"}},
        },
        "provider": {"aws": [aws]},
        "resource": {"aws_lambda_function": {"code": {"filename": ARCHIVE}}},
    }
    return json.dumps({**good, **blocks}).encode()


def files(**others: bytes) -> dict[str, bytes]:
    """The files of a synthesis that is admitted; `others` by their name."""
    return {
        DOCUMENT: document(),
        f"stacks/{STACK}/{ARCHIVE}": CODE,
        "manifest.json": b"{}",
        **others,
    }


def zipped(path: Path, content: Mapping[str, bytes]) -> Path:
    """An archive of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, each in content.items():
            archive.writestr(zipfile.ZipInfo(name), each, zipfile.ZIP_DEFLATED)
    return path


def unpacked(folder: Path, content: Mapping[str, bytes]) -> Path:
    """A folder of these files."""
    for name, each in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(each)
    return folder
