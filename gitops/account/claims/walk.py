"""Runs the probe of each claim that has no proof against a cloud."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from botocore.exceptions import BotoCoreError, ClientError

from gitops.account.claims.catalogue import PROBES, WITHOUT_PROBE, Probe
from gitops.account.claims.finding import ClaimFinding, ClaimVerdict
from gitops.account.claims.register import Claim
from gitops.account.claims.scratch import Scratch
from gitops.adapters.cloud import Cloud
from gitops.adapters.errors import Failure


def walk(claims: Iterable[Claim], cloud: Cloud) -> Iterator[tuple[Claim, ClaimFinding]]:
    """Each claim without a proof, and the finding; a probe's resources are gone before the next."""
    for claim in claims:
        if claim.is_unproven:
            yield claim, _finding(claim.id, cloud)


def _finding(claim: str, cloud: Cloud) -> ClaimFinding:
    if probe := PROBES.get(claim):
        return run(probe, cloud)
    return ClaimFinding(ClaimVerdict.not_tried, WITHOUT_PROBE.get(claim, "it has no probe yet"))


def run(probe: Probe, cloud: Cloud) -> ClaimFinding:
    """The probe's finding; an error that the probe did not expect decides nothing."""
    scratch = None
    try:
        with Scratch(cloud) as scratch:
            found = probe(scratch)
    except (Failure, BotoCoreError, ClientError) as error:
        found = ClaimFinding(
            ClaimVerdict.not_tried, str(error), "the probe was stopped by an error"
        )
    if scratch is None or not scratch.left:
        return found
    return replace(found, left="; ".join(scratch.left))
