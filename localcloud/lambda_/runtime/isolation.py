"""Limits a process to the deployed zip and the packages of AWS's Python runtime.

Source: https://docs.aws.amazon.com/lambda/latest/dg/python-package.html ("Runtime dependencies in
Python": boto3 and botocore are included, the task root comes first in the search path).
"""

import atexit
import functools
import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

_SDK = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
_RUNTIME_CLIENT = ("awslambdaric", "simplejson", "snapshot_restore_py")
_NATIVE_CLIENT = "runtime_client"  # awslambdaric's own; its wheels are for Linux only
PURE_CLIENT = Path(__file__).with_name(f"{_NATIVE_CLIENT}.py")


def python_command(task_root: Path) -> tuple[list[str], dict[str, str]]:
    """The argv prefix of the interpreter, and the variables that isolate the process.

    Run it with `task_root` as working directory: `[*argv, "-c", "import handler"]`.

    Raises:
        ModuleNotFoundError: a package of the runtime is not installed.
    """
    # -P: no script directory in the path; -S: no site-packages; -s: no user site-packages.
    search_path = f"{task_root}:{_runtime_packages(runtime_client())}"
    return [sys.executable, "-P", "-S", "-s"], {"PYTHONPATH": search_path}


def runtime_client() -> Path:
    """Return the module that speaks with the Runtime API: AWS's native one where there is one."""
    native = importlib.util.find_spec(_NATIVE_CLIENT)
    return PURE_CLIENT if native is None else _installed_at(_NATIVE_CLIENT)


@functools.cache
def _runtime_packages(client: Path) -> Path:
    """A folder of links to the packages of AWS's runtime; removed at exit."""
    folder = Path(tempfile.mkdtemp(prefix="lambda-runtime-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for installed in (client, *map(_installed_at, (*_SDK, *_RUNTIME_CLIENT))):
        (folder / installed.name).symlink_to(installed)
    return folder


def _installed_at(name: str) -> Path:
    """The package's folder or the module's file."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"the Lambda runtime needs the package {name}", name=name)
    origin = Path(spec.origin)
    return origin.parent if spec.submodule_search_locations else origin
