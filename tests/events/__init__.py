"""Events in the shapes that AWS and the request template deliver, one file each."""

import json
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


def load(name: str) -> Any:
    """The event in the file `name`.json."""
    return json.loads((_HERE / f"{name}.json").read_text())
