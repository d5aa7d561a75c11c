# Everything a newcomer types. `make help` lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
# `make up` shows the demo unless told otherwise; a production installation sets DEMO=0.
export DEMO ?= 1

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: env
env: .venv/.stamp node_modules/.stamp ## build the environment: Python packages by hashed lock, front-end packages by npm

.PHONY: up
up: env ## start Fumao with the demo (settings: PORT, HOST, DATA, DATABASE_URL, DEMO=0)
	@exec .venv/bin/fumao up

.PHONY: check
check: env ## style, types, floors, migrations, deployment, translations, API description
	@bin/check

.PHONY: test
test: env ## the suite on SQLite and on PostgreSQL, with browser tests (CI=1: the long drills and walks, too)
	@bin/test

.PHONY: test-spark
test-spark: env ## rules and cube on a real Spark cluster of two workers (brings pyspark and, as root, Java)
	@spark=$$(bin/spark) && FUMAO_NEED_SPARK=1 PYTHONPATH="$$spark" .venv/bin/pytest -q -s tests/rules/test_spark.py tests/rules/batch/test_spark_run.py tests/statistics/test_compile_spark.py

.PHONY: bench
bench: env ## the benchmarks; every line starts NAME FIGURE
	@for script in $$(grep -l __main__ benchmarks/*.py); do $(PY) $$script || exit 1; done

.PHONY: lock
lock: .venv/.stamp ## resolve requirements/*.in into hashed locks
	@bin/lock

.venv/.stamp: requirements/tools.txt requirements/dev.txt pyproject.toml bin/build-env
	@bin/build-env

node_modules/.stamp: package.json package-lock.json bin/build-front-end .venv/.stamp
	@bin/build-front-end
