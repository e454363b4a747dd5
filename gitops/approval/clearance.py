"""Before a workflow deploys: is its commit still the newest, and has somebody approved?"""

from gitops.adapters import actions_run, github_client
from gitops.adapters.cloud import Cloud
from gitops.adapters.console import Reporter
from gitops.approval import approvals, runs
from gitops.environment.registry import registry_of


def is_cleared(suffix: str, cloud: Cloud, report: Reporter, *, unreviewed: bool) -> bool:
    """Whether this run may deploy; False, and the output `superseded`, if a newer one has.

    Whoever calls it holds the environment's concurrency group.

    Raises:
        Unapproved: nobody who may has approved.
        Refusal: a setting or the run is missing.
        Failure: GitHub refused, or could not be reached.
    """
    commit, record = actions_run.run().head_sha, registry_of(cloud).read(suffix)
    deployed = record.commit if record else ""
    # A run that waited while a newer commit was deployed must not put the older one back.
    may_be_older = commit and deployed and commit != deployed
    if may_be_older and runs.is_ancestor(github_client.connect(), commit, deployed):
        actions_run.set_output("superseded", "true")
        report.say(f"Superseded: {suffix} has the newer commit {deployed}. Nothing is applied.")
        return False
    with report.step("approval") as step:
        step.result = approvals.require(suffix, unreviewed=unreviewed)
    return True
