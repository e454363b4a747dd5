"""The `gitops` command line, for people and CI."""

from collections.abc import Callable

from gitops.commands import (
    audit,
    bootstrap,
    build,
    check,
    cloud,
    comment,
    controls,
    cost,
    cycle,
    deployment,
    docs,
    doctor,
    drift,
    fleet,
    logs,
    policy,
    prove,
    report,
    review,
    status,
)
from gitops.commands.application import application, flow_help, run

COMMANDS: dict[str, Callable[..., None]] = {
    "bootstrap": bootstrap.bootstrap,
    "package": build.package,
    "synth": build.synth,
    "check": check.check,
    "plan": deployment.plan,
    "deploy": deployment.deploy,
    "outputs": deployment.show_outputs,
    "test": deployment.run_tests,
    "destroy": deployment.destroy,
    "audit": audit.audit,
    "controls": controls.controls,
    "docs": docs.docs,
    "doctor": doctor.doctor,
    "drift": drift.drift,
    "environments": fleet.environments,
    "logs": logs.logs,
    "status": status.status,
    "sweep": fleet.sweep,
    "comment": comment.comment,
    "cost": cost.cost,
    "cycle": cycle.cycle,
    "prove": prove.prove,
    "report": report.report,
}
GROUPS = {"cloud": cloud.app, "new": policy.app, "review": review.app}

app = application("Check, plan, deploy, test and remove environments of the stacks.")
for name, command in COMMANDS.items():
    app.command(name)(command)
for name, group in GROUPS.items():
    app.add_typer(group, name=name)
flow_help(app)


def main() -> None:
    """Run the `gitops` command."""
    run(app)
