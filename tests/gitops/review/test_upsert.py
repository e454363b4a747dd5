"""One comment per environment, ours only, and never set back to what an older run said."""

from github.Repository import Repository

from gitops.adapters.actions_run import Run
from gitops.review.upsert import Done, marked, post
from tests.fake_github.server import FakeGitHub

OLD, NEW = Run(100, 1), Run(101, 1)


def _bodies(fake_github: FakeGitHub) -> list[str]:
    return [one["body"] for one in fake_github.store.comments.values()]


def test_the_first_run_posts_and_the_next_updates(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]

    assert post(repository, number, "dev all", OLD, "first") is Done.CREATED
    assert post(repository, number, "dev all", NEW, "second") is Done.UPDATED
    assert _bodies(fake_github) == [marked("dev all", NEW, "second")]


def test_an_old_run_does_not_overwrite_a_newer_one(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    post(repository, number, "dev all", NEW, "new")

    assert post(repository, number, "dev all", OLD, "old") is Done.LEFT
    assert post(repository, number, "dev all", Run(100, 9), "old, again") is Done.LEFT
    assert _bodies(fake_github) == [marked("dev all", NEW, "new")]


def test_a_second_attempt_of_the_same_run_does(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    post(repository, number, "dev all", NEW, "first attempt")

    assert post(repository, number, "dev all", Run(101, 2), "second") is Done.UPDATED


def test_each_environment_has_its_own(fake_github: FakeGitHub, repository: Repository) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    for key in ("dev all", "prod all", "dev all", "dev-2 all"):
        post(repository, number, key, NEW, key)

    assert len(_bodies(fake_github)) == 3


def test_it_is_found_on_the_third_page(fake_github: FakeGitHub, repository: Repository) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    for other in range(220):
        fake_github.store.add_comment(number, "mara", f"remark {other}")
    post(repository, number, "dev all", OLD, "first")
    for other in range(220):
        fake_github.store.add_comment(number, "mara", f"remark {other}")

    assert post(repository, number, "dev all", NEW, "second") is Done.UPDATED
    assert len(_bodies(fake_github)) == 441


def test_somebody_elses_comment_with_our_mark_stays_theirs(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    theirs = marked("dev all", Run(999, 1), "looks good, merge it")
    fake_github.store.add_comment(number, "mallory", theirs)

    assert post(repository, number, "dev all", NEW, "ours") is Done.CREATED
    assert theirs in _bodies(fake_github)


def test_of_two_that_raced_one_remains(fake_github: FakeGitHub, repository: Repository) -> None:
    number = fake_github.store.add_pull("a" * 40)["number"]
    for text in ("one", "two"):
        fake_github.store.add_comment(number, "github-actions[bot]", marked("dev all", OLD, text))

    post(repository, number, "dev all", NEW, "three")

    assert _bodies(fake_github) == [marked("dev all", NEW, "three")]


def _two(fake_github: FakeGitHub, repository: Repository) -> int:
    number: int = fake_github.store.add_pull("a" * 40)["number"]
    post(repository, number, "dev all", OLD, "dev")
    post(repository, number, "prod all", OLD, "prod")
    return number


def test_a_newer_run_marks_the_comments_of_the_others_as_outdated(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = _two(fake_github, repository)
    post(repository, number, "dev all", NEW, "failed")
    dev, prod = _bodies(fake_github)

    assert dev == marked("dev all", NEW, "failed")
    assert prod.splitlines()[0] == marked("prod all", OLD, "").splitlines()[0]
    assert prod.splitlines()[1:3] == [
        "> [!WARNING]",
        "> Outdated: run 101 has not planned this environment.",
    ]
    assert prod.endswith("\n\nprod")


def test_a_comment_is_marked_once_and_its_update_is_not(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = _two(fake_github, repository)
    for run in (NEW, Run(102, 1)):
        post(repository, number, "dev all", run, "failed")

    _, prod = _bodies(fake_github)
    assert prod.count("Outdated") == 1
    assert "run 102" in prod
    post(repository, number, "prod all", Run(102, 1), "planned")
    assert _bodies(fake_github)[1] == marked("prod all", Run(102, 1), "planned")


def test_an_older_run_and_another_author_mark_nothing(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number = _two(fake_github, repository)
    theirs = marked("prod all", Run(1, 1), "theirs")
    fake_github.store.add_comment(number, "mallory", theirs)
    post(repository, number, "prod all", NEW, "new")
    post(repository, number, "dev all", Run(99, 1), "slow")

    assert marked("prod all", NEW, "new") in _bodies(fake_github)
    assert theirs in _bodies(fake_github)


def test_the_comment_of_a_deploy_stays_as_it_is(
    fake_github: FakeGitHub, repository: Repository
) -> None:
    number: int = fake_github.store.add_pull("a" * 40)["number"]
    post(repository, number, "deploy of dev", OLD, "deployed")
    post(repository, number, "dev all", NEW, "planned")

    assert _bodies(fake_github)[0] == marked("deploy of dev", OLD, "deployed")
