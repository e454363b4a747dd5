"""The command that writes the pages of docs/ that are generated."""

from pathlib import Path

import typer

from gitops.adapters.console import Reporter
from gitops.adapters.files import write_atomically
from gitops.adapters.paths import ROOT
from gitops.commands.command_page import page as command_page
from gitops.compliance import framework_docs, policy_docs
from gitops.compliance.policies import catalogue
from gitops.environment import settings_page

CLI = ROOT / "docs" / "cli.md"


def docs(context: typer.Context) -> None:
    """Write docs/policies.md, controls.md, settings.md and cli.md from what they describe."""
    write(policy_docs.PAGE, policy_docs.page(catalogue()))
    write(framework_docs.PAGE, framework_docs.page(catalogue()))
    write(settings_page.PAGE, settings_page.page(settings_page.read()))
    write(CLI, command_page(context, "gitops"))


def write(page: Path, text: str) -> None:
    """Write one page and report whether it changed."""
    changed = not page.is_file() or page.read_text() != text
    if changed:
        write_atomically(page, text.encode())
    name = page.relative_to(ROOT)
    Reporter().say(f"wrote {name}" if changed else f"{name} is current")
