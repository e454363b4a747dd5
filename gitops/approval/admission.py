"""Before a workflow deploys: is its commit still the newest, and has somebody approved?"""

from gitops.adapters import actions_run, github_client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.approval import approvals
from gitops.approval.supersession import is_superseded
from gitops.environment.registry import registry_of


def admits(suffix: str, cloud: Cloud, report: Reporter, *, unreviewed: bool) -> bool:
    """Whether this run may deploy; False, and the output `superseded`, if a newer one has.

    Whoever calls it holds the environment's concurrency group.

    Raises:
        Unapproved: nobody who may has approved.
        Refusal: a setting or the run is missing.
        Failure: GitHub refused, or could not be reached.
    """
    commit, record = actions_run.run().head_sha, registry_of(cloud).read(suffix)
    deployed = record.commit if record else ""
    if commit and deployed and is_superseded(github_client.connect(), commit, deployed):
        actions_run.set_output("superseded", "true")
        report.say(f"Superseded: {suffix} has the newer commit {deployed}. Nothing is applied.")
        return False
    with report.step("approval") as step:
        step.result = approvals.require(suffix, unreviewed=unreviewed)
    return True
