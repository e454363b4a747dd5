# The words that people and CI share. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup lint types workflows secrets format policies policies-gate policies-mutation synth test cycle faults fuzz rehearsal bench cdktf-parity clean

VENV   := .venv
BIN    := $(VENV)/bin
UV_PIN := 0.13.8

# Without bytecode every start compiles its imports again.
unexport PYTHONDONTWRITEBYTECODE
export UV_PYTHON_DOWNLOADS := never
export PATH := $(CURDIR)/$(BIN):$(PATH)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## build .venv from PyPI (Node included) and check for Terraform

$(VENV)/.ready: pyproject.toml uv.lock
	@command -v terraform >/dev/null || { echo "Terraform is not on PATH; install version 1.11 or newer (https://developer.hashicorp.com/terraform/install)." >&2; exit 2; }
	@command -v uv >/dev/null || [ -x build/uv/bin/uv ] || { python3 -m venv build/uv && build/uv/bin/pip install --quiet --disable-pip-version-check uv==$(UV_PIN); }
	@uv=$$(command -v uv || echo build/uv/bin/uv); echo "building $(VENV) ..."; $$uv sync --quiet --frozen --compile-bytecode
	@touch $@

lint: setup types workflows secrets ## format, lint, types, workflows and secrets
	ruff format --check .
	ruff check .

types: setup ## mypy strict; the functions as of the Python that Lambda runs
	mypy gitops stacks policies localcloud tests benchmarks
	mypy --python-version 3.13 lambda_src

workflows: setup ## schema and security of the GitHub workflows
	check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	check-jsonschema --quiet --builtin-schema vendor.github-actions .github/actions/*/action.yml
	check-jsonschema --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	zizmor --offline --quiet .github

# The entropy and keyword detectors cry at every signature and every name that has "secret" in it.
secrets: setup ## no secret in any file that git knows
	git ls-files -z | xargs -0 detect-secrets-hook --plugin gitops/webhook_secret_detector.py \
		--disable-plugin KeywordDetector --disable-plugin Base64HighEntropyString --disable-plugin HexHighEntropyString

format: setup ## let ruff format and mend what it can
	ruff format .
	ruff check --fix .

policies: setup ## judge the synthesized Terraform
	gitops check

policies-mutation: setup ## break the stacks in every small way; the policies must notice each
	python -m gitops.package
	python -m policies.mutation

policies-gate: setup ## what a commit is checked by: every policy on the stacks as they are now
	@python -m gitops.package
	@pytest policies -q

synth: setup ## write the Terraform JSON of the environment dev
	gitops synth

test: setup ## the test suite, cheap tests first
	pytest

cycle: setup ## a throwaway environment on the embedded cloud: deploy, test, destroy, nothing left
	gitops cycle

faults: setup ## both pipelines on the embedded cloud's worst day: nothing lost, nothing twice
	pytest tests/faults

rehearsal: setup ## the GitHub workflows, step by step, on this machine
	pytest tests/rehearsal

FUZZ_SECONDS ?= 60

fuzz: setup ## let libFuzzer look for a webhook that raises, for FUZZ_SECONDS (Linux)
	mkdir -p build/fuzz
	python -m tests.fuzz.webhooks -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=build/fuzz/ 2>build/fuzz/log || { tail -20 build/fuzz/log >&2; exit 1; }
	@tail -1 build/fuzz/log

bench: setup ## measure every speed claim; numbers in build/bench.json
	python -m benchmarks

cdktf-parity: setup ## the CDKTF CLI (from npm) must synthesize the same bytes
	python -m benchmarks.cdktf_parity

clean: ## remove everything that was built
	rm -rf $(VENV) build cdktf.out cfn-outputs
