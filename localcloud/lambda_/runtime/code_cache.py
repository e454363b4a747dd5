"""Unpacks each deployed zip once, into a folder that is deleted with the cloud."""

import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path
from threading import Lock


class CodeCache:
    """The LAMBDA_TASK_ROOT folders, one for each distinct zip."""

    def __init__(self) -> None:
        self._base = Path(tempfile.mkdtemp(prefix="lambda-task-"))
        self._lock = Lock()

    def unpack(self, code: bytes, digest: str) -> Path:
        """The folder that holds `code`; `digest` names it (base64 of its SHA-256).

        Raises:
            zipfile.BadZipFile: `code` is not a zip.
        """
        root = self._base / digest.replace("/", "_")
        with self._lock:
            if not root.exists():
                _unpack(code, root)
        return root

    def remove(self) -> None:
        """Delete all folders."""
        shutil.rmtree(self._base, ignore_errors=True)


def _unpack(code: bytes, root: Path) -> None:
    # Renamed when complete: a half-unpack folder is never taken for the deployed code.
    partial = root.with_name(root.name + ".partial")
    with zipfile.ZipFile(io.BytesIO(code)) as archive:
        archive.extractall(partial)
    os.replace(partial, root)  # noqa: PTH105 (atomic, and both are on one file system)
