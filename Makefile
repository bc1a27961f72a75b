# SPDX-License-Identifier: GPL-3.0-or-later
PORT ?= 9080
BIN := .venv/bin
LINK := build/ansible_collections/webex/contact_center
PACKAGE := ansible_collections.webex.contact_center.plugins
step = @printf '\n== %s\n' '$(1)' && $(2)

# ansible-lint calls its neighbours by name.
export PATH := $(CURDIR)/$(BIN):$(PATH)
.PHONY: help demo test simulator bench torture matrix lint sanity unit integration clean

help:
	@sed -n 's/^\([a-z]*\):.*## /\1 /p' Makefile | while read -r name text; do printf '%-12s %s\n' "$$name" "$$text"; done

demo: .venv/demo.stamp $(LINK) ## sites from a CSV file against the simulator: plan, apply, apply again
	@$(BIN)/python tools/demo.py

test: .venv/test.stamp $(LINK) ## all checks and all tests, the fast ones first
	@$(MAKE) --no-print-directory -j 2 sanity lint
	$(call step,all tests,$(BIN)/python -m pytest -q -n 3 --dist worksteal)

simulator: .venv/demo.stamp ## a local Webex Contact Center until Ctrl-C, on PORT=9080
	@$(BIN)/python -m wxcc_simulator --port $(PORT) --sites 24 --env-file build/simulator.env

bench: .venv/test.stamp $(LINK) ## the figures of docs/performance.md; CASES="rate tokens" for a part
	@PYTHONPATH=build:tests $(BIN)/python -m bench $(CASES)
torture: .venv/test.stamp $(LINK) ## all faults, boundary values, 100 points of failure, 10,000 cases against the model, 200 kills, 30 minutes of load (SOAK_S=120 for less)
	@$(BIN)/python -m pytest -q --torture tests -k "torture or killed or for_ever or soak or differential or fuzz or export_random or completes_one"
matrix: .venv/test.stamp $(LINK) ## unit, integration, roles, sanity on ansible-core 2.16 to 2.19, newest; ONLY="2.18 unit" for a part
	@$(BIN)/python tests/tools/matrix.py $(ONLY)

lint: .venv/test.stamp $(LINK) ## style, words, types, import rules, playbooks, documentation, changelog, what Galaxy says
	$(call step,ruff and plain words,$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/python tests/tools/plain_words.py)
	$(call step,mypy,$(BIN)/mypy -p $(PACKAGE) -p wxcc_onboarding -p wxcc_simulator && $(BIN)/mypy tests tools)
	$(call step,bandit,$(BIN)/bandit -q -r plugins roles/onboarding/files roles/simulator/files && $(BIN)/pip check)
	$(call step,import-linter,PYTHONPATH=build:roles/onboarding/files $(BIN)/lint-imports --no-logo)
	$(call step,antsibull,$(BIN)/antsibull-changelog lint && $(BIN)/antsibull-docs lint-collection-docs --plugin-docs $(LINK))
	$(call step,ansible-lint,$(BIN)/ansible-lint)
	$(call step,galaxy-importer,$(BIN)/python tests/tools/galaxy_importer.py)

sanity: .venv/test.stamp $(LINK) ## ansible-test sanity, without containers; pylint runs in the matrix
	$(call step,ansible-test sanity,$(BIN)/python tests/tools/sanity.py)

unit: .venv/test.stamp $(LINK) ## the tests of the collection's code and of the simulator
	@$(BIN)/python -m pytest -q tests/unit tests/simulator

integration: .venv/test.stamp $(LINK) ## the tests that run playbooks against the simulator
	@$(BIN)/python -m pytest -q tests/integration

clean: ## removes all that make has made
	rm -rf .venv build tests/output .ansible .*_cache .hypothesis roles/simulator/files/*.egg-info

.venv/demo.stamp: tools/requirements.txt requirements.txt roles/simulator/files/requirements.txt
	@sh tools/environment.sh demo 10 tools/requirements.txt

.venv/test.stamp: tests/requirements.txt tools/requirements.txt requirements.txt $(wildcard roles/*/files/requirements.txt)
	@sh tools/environment.sh test 11 tests/requirements.txt

$(LINK):
	@mkdir -p $(@D) && ln -s ../../.. $@
