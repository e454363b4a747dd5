"""What real AWS, exchanges and markets sent, as others recorded it; NOTICE says whose it is."""

import json
from pathlib import Path
from typing import Any

RECORDINGS = Path(__file__).parent


def aws(subject: str, scenario: str) -> Any:
    """What real AWS answered: `aws("lambda_destinations", "test_...")`."""
    entries = json.loads((RECORDINGS / "aws" / f"{subject}.json").read_text(encoding="utf-8"))
    [entry] = [entry for name, entry in entries.items() if name.endswith(f"::{scenario}")]
    return entry["recorded-content"]
