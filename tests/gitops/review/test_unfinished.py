"""A failed deploy is told once and settled by the next that succeeds."""

from github.Repository import Repository

from gitops.github.workflow import Run
from gitops.review import unfinished
from tests.github_stand_in.server import StandIn
from tests.gitops.review.plans import created, destroyed, plan

RUN = Run(7, 1, "https://github.example/acme/x/actions/runs/7")


def test_two_failures_are_one_issue(stand_in: StandIn, repository: Repository) -> None:
    first = unfinished.report(repository, "dev", "terraform apply failed: `quota`", RUN)
    second = unfinished.report(repository, "dev", "again\nlog: x", RUN)

    assert first == second
    (issue,) = stand_in.store.issues.values()
    assert "- `again`\n- `log: x`" in issue["body"]
    assert "gitops deploy --suffix dev --resume" in issue["body"]


def test_the_next_success_closes_it(stand_in: StandIn, repository: Repository) -> None:
    number = unfinished.report(repository, "dev", "no", RUN)
    unfinished.settle(repository, "dev", RUN)

    assert stand_in.store.issues[number]["state"] == "closed"


def test_what_is_left_is_listed_the_dangerous_first() -> None:
    left = unfinished.left([plan(created("aws_iam_role.a"), destroyed("aws_sqs_queue.q"))])

    assert left == [
        "crypto-price-processing: destroy aws_sqs_queue.q",
        "crypto-price-processing: create aws_iam_role.a",
    ]
