"""Finds a local mirror of the Terraform provider and configures Terraform to use it."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from gitops.adapters.errors import Refusal
from gitops.adapters.files import write_atomically

REGISTRY = "registry.terraform.io"
PROVIDER = f"{REGISTRY}/hashicorp/aws"
SETTING = "TERRAFORM_PROVIDER_MIRROR"

# A mirror lies near the root of a disk; deeper search would read people's homes.
SEARCH_DEPTH = 4
NOT_A_PLACE_FOR_MIRRORS = {"proc", "sys", "dev", "run", "tmp"}


def cli_config(path: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """The CLI configuration file that every Terraform call gets.

    A configuration of the user's own is left alone. Otherwise one is written to `path`, with the
    mirror if there is one; `include` and `exclude` keep `init` from asking the registry as well.
    """
    own = environ.get("TF_CLI_CONFIG_FILE", "")
    if own and Path(own).is_file() and SETTING not in environ:
        return Path(own)
    write_atomically(path, _config(find_mirror(environ)).encode())
    return path


def find_mirror(environ: Mapping[str, str] = os.environ, root: Path = Path("/")) -> Path | None:
    """The directory that holds `registry.terraform.io/hashicorp/aws`, or None.

    Raises:
        Refusal: the setting names a directory that holds no such thing.
    """
    setting = environ.get(SETTING, "")
    if not setting:
        return next(_mirrors(root, SEARCH_DEPTH), None)
    if not (Path(setting) / PROVIDER).is_dir():
        raise Refusal(
            f"{SETTING}={setting} contains no {PROVIDER}; set it to a directory made by"
            " `terraform providers mirror`, or unset it to use the registry."
        )
    return Path(setting).resolve()


def _mirrors(folder: Path, depth: int) -> Iterator[Path]:
    if (folder / PROVIDER).is_dir():
        yield folder
    elif depth:
        for child in _children(folder):
            yield from _mirrors(child, depth - 1)


def _children(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry.path)
                for entry in entries
                # Hidden folders are other tools' working copies, `.terraform` among them.
                if not entry.name.startswith(".")
                and entry.name not in NOT_A_PLACE_FOR_MIRRORS
                and entry.is_dir(follow_symlinks=False)
            )
    except OSError:
        # What cannot be read cannot be a mirror for us.
        return []


def _config(mirror: Path | None) -> str:
    if mirror is None:
        return "disable_checkpoint = true\n"
    return f"""disable_checkpoint = true
provider_installation {{
  filesystem_mirror {{
    path    = "{mirror}"
    include = ["{PROVIDER}"]
  }}
  direct {{
    exclude = ["{PROVIDER}"]
  }}
}}
"""
