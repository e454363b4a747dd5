"""Writes the extract anew from the locked provider: `make provider-sets`."""

import tempfile
from pathlib import Path

from gitops.plans.provider_sets import DATA
from tests.provider_sets.extract import extract, schemas

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        DATA.write_text(extract(schemas(Path(folder))))
