"""The command that writes the whole table to Parquet."""

from pathlib import Path
from typing import Annotated

import typer

from gitops.adapters import cloud as clouds
from gitops.adapters.console import Reporter
from gitops.adapters.errors import Refusal
from gitops.commands.options import CloudName, Suffix, Where, suffix_of
from market.arrow import arrow
from market.backfill.target import TABLE
from market.export import parquet
from market.export.to_s3 import Destination, TableExport


def export(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder for the Parquet files.")],
    bucket: Annotated[str, typer.Option(help="Your bucket, to which DynamoDB writes the export.")],
    suffix: Suffix = "dev",
    cloud: Where = CloudName.local,
    *,
    prefix: Annotated[str, typer.Option(help="The beginning of its keys.")] = "",
    kms_key: Annotated[str, typer.Option(help="The KMS key that encrypts the export.")] = "",
    arn: Annotated[str, typer.Option(help="Fetch this export instead of a new one.")] = "",
) -> None:
    """Export the whole table by DynamoDB's point-in-time export, and write it as Parquet."""
    arrow()
    _make(folder)
    name, report = f"{TABLE}-{suffix_of(suffix)}", Reporter()
    exported = TableExport(clouds.find(cloud), name, Destination(bucket, prefix, kms_key))
    arn = arn or exported.begin()
    report.say(f"export {arn}; if this stops, continue with --arn {arn}")
    with report.step("export") as step:
        manifest = exported.wait(arn, step.say)
        step.result = f"s3://{bucket}/{manifest}"
    with report.step("write") as step:
        files, count = exported.files(manifest), 0
        for number, file in enumerate(files):
            count += parquet.write(exported.items(file), folder / f"part-{number:05d}.parquet")
            step.say(f"{number + 1} of {len(files)} files, {count} items")
        step.result = f"{count} items in {len(files)} files in {folder}"


def _make(folder: Path) -> None:
    """Before DynamoDB writes for minutes and money.

    Raises:
        Refusal: it cannot be made, or holds something.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise Refusal(f"{folder} cannot be written: {error}") from None
    if not is_empty:
        raise Refusal(f"{folder} is not an empty folder; name another one.")
