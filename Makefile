# What can be done here. `make run` needs Python (3.11 or newer), git and make, nothing else.

.DEFAULT_GOAL := help
.PHONY: help run test check unit marked browser postgres bench format messages picture screens lock image

PORT ?= 8000
ONLY ?=
PYTHON_IN := .venv/bin/python

help: ## this list
	@sed -n 's/^\([a-z ]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: ## the site with the demo programme, a worker and a scheduler, on PORT (8000)
	@sh tools/environment.sh run
	@exec $(PYTHON_IN) tools/run.py --port $(PORT)

test: ## every check; ONLY=tests/people runs these tests alone
	@sh tools/environment.sh dev
	@exec $(PYTHON_IN) tools/test.py $(if $(ONLY),--only "$(ONLY)",all)

check unit marked browser: ## one part of the checks
	@sh tools/environment.sh dev
	@exec $(PYTHON_IN) tools/test.py $@

postgres: ## all tests that touch a database, on PostgreSQL (`make test` runs a part of them there)
	@sh tools/environment.sh dev
	@exec $(PYTHON_IN) tools/test.py $@

bench: ## the benchmarks; ONLY=main-certificates runs those whose names begin so
	@sh tools/environment.sh dev
	@exec $(PYTHON_IN) -m benchmarks $(ONLY)

format: ## put the code into its form
	@sh tools/environment.sh dev
	@$(PYTHON_IN) -m ruff check --quiet --fix-only . && $(PYTHON_IN) -m ruff format .

messages: ## bring the translation catalogues up to date with the texts (needs gettext)
	@sh tools/environment.sh dev
	@$(PYTHON_IN) tools/make_messages.py

picture: ## draw the rooms from the code, docs/images/rooms.svg
	@sh tools/environment.sh dev
	@$(PYTHON_IN) tools/picture.py

screens: ## photograph the pages that the guides show, from the demo that runs on PORT
	@sh tools/environment.sh dev
	@$(PYTHON_IN) tools/screens.py --port $(PORT) $(if $(CHROMIUM),--chromium "$(CHROMIUM)")

lock: ## work out the exact versions anew from pyproject.toml
	@sh tools/environment.sh dev
	@sh tools/lock.sh

image: ## the container image
	docker build --tag svitlytsia .
