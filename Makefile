# The front door for people: `make demo` to see it, `make test` to trust it.
PYTHON  ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3)
VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED  := $(PIP) --no-compile --no-deps --ignore-requires-python --require-hashes
OURS    := $(PIP) --no-warn-conflicts --no-build-isolation
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib
TWO     := -n 2 --dist loadfile --no-loadscope-reorder
TOOLS   := .venv-tools
DEMO    := $(CURDIR)/.demo
PORT    ?= 8080
CORPUS  ?= ../shared/corpus/documents
EVAL    ?= ../shared/eval/run.py

# Where it is set, each of hundreds of processes of the tests would compile anew what it imports.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test journeys lint weights unit lock audit sbom release bench bench-history bench-load bench-speech bench-screen bench-soak bench-million compare-prompts eval clean

demo: $(VENV)/.runtime ## everything from nothing to a running service about the sample plant
	$(BIN)/shiftmate models pull
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/shiftmate ingest --prune sample_plant/manuals
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/shiftmate import-assets sample_plant/assets.csv
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/shiftmate import-workorders sample_plant/work_orders.csv
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/shiftmate serve --port $(PORT)

# Two workers and two cores: threads of torch that wait for a core would only spin.
test: $(VENV)/.runtime ## lint, types, layers, and every test there is
	$(MAKE) --no-print-directory --jobs=3 --output-sync=target lint weights $(VENV)/.packages
	OMP_NUM_THREADS=1 scripts/test_postgres.sh $(BIN)/python -m pytest -m "" $(TWO) --hypothesis-profile=thorough -rs --durations=20

journeys: $(VENV)/.dev ## every journey on every screen in both languages; SHIFTMATE_SHOTS=folder keeps pictures
	SHIFTMATE_JOURNEYS=all $(BIN)/python -m pytest -m browser tests/test_journeys.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

weights: $(VENV)/.runtime ## the default models, and a small one for the tests
	$(BIN)/shiftmate models pull
	$(BIN)/shiftmate models pull smollm2-135m-instruct

unit: $(VENV)/.dev ## the tests that need neither weights nor a browser
	$(BIN)/python -m pytest $(TWO)

lock: $(TOOLS)/.installed ## after a dependency was added or raised: both locks anew, with hashes
	PATH="$(CURDIR)/$(TOOLS)/bin:$$PATH" $(BIN)/python -m scripts.lock

audit: $(TOOLS)/.installed ## known vulnerabilities of what is locked; AUDIT=try where none can be asked
	scripts/audit.sh $(TOOLS)/bin/pip-audit

sbom: $(VENV)/.runtime ## what a release consists of, weights too, as CycloneDX
	@mkdir -p dist
	$(BIN)/python -m scripts.sbom requirements.lock > dist/shiftmate.cdx.json

release: test audit sbom ## everything that a release needs, in dist
	$(BIN)/python -m build --no-isolation --outdir dist

bench: $(VENV)/.dev .bench/llama/.built ## speed, as ratios against the alternative in the same run
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_generation
	$(BIN)/python -m tests.bench_breakdown

bench-soak: $(VENV)/.dev ## twenty clients for five minutes: what fails, how long it takes, what memory grows
	$(BIN)/python -m tests.bench_soak 20 300

bench-load: $(VENV)/.dev ## fifty signed-in tablets and five programs for ten minutes, over TLS
	$(BIN)/python -m tests.bench_load

bench-screen: $(VENV)/.dev ## how soon the manuals' words are on the screen, in a real browser
	$(BIN)/python -m tests.bench_screen

bench-speech: $(VENV)/.packages .bench/voice/.built ## how well speech is written down, with and without noise, and codes
	$(BIN)/python -m tests.bench_speech

bench-history: $(VENV)/.dev ## a million work orders in .bench: 1 GB, some minutes
	$(BIN)/python -m tests.bench_history

bench-million: $(VENV)/.dev ## a million chunks in .bench: 9 GB, a quarter of an hour the first time
	$(BIN)/python -m tests.bench_million

compare-prompts: $(VENV)/.dev ## which wording of the prompt answers best, on questions about the sample plant
	$(BIN)/shiftmate models pull
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/shiftmate ingest --prune sample_plant/manuals
	SHIFTMATE_DATA_DIR=$(DEMO) $(BIN)/python -m tests.compare_prompts

eval: $(VENV)/.runtime ## score a service that `shiftmate serve` started: make eval EVAL=.../run.py
	$(BIN)/python $(EVAL) search --base-url http://127.0.0.1:$(PORT)

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV) || { echo "The venv module is missing: apt-get install python3-venv"; exit 1; }

# The locks name every distribution with the digests of its files, so nothing is resolved, and OCR
# comes without what it asks for: opencv-python, which needs a desktop's libraries (libGL), has its
# headless twin in our own dependencies, and its cap on Python is one of caution. What only another
# platform asks for comes with ourselves, unhashed: CUDA's libraries, where torch is not the
# processors' own (that is taken where PIP_FIND_LINKS has it). Compiled on all cores: pip takes one.
$(VENV)/.runtime: $(VENV)/bin/python pyproject.toml requirements.lock
	@sed -n '/^torch==/,/[^\\]$$/p' requirements.lock > $(VENV)/torch.lock
	-@$(LOCKED) --no-index --requirement $(VENV)/torch.lock 2>/dev/null # pip would take the larger one
	$(LOCKED) --requirement requirements.lock
	-@$(COMPILE)
	$(OURS) --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	$(LOCKED) --requirement requirements-dev.lock
	-@$(COMPILE)
	$(PIP) --no-warn-conflicts "shiftmate[dev]" # it is there already; what else platforms ask for is not
	@touch $@

$(TOOLS)/.installed: Makefile
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/pip install --quiet --disable-pip-version-check "uv>=0.13" "pip-audit>=2.10"
	@touch $@

$(VENV)/.packages: $(VENV)/bin/python scripts/system_packages.sh
	scripts/system_packages.sh
	@touch $@

.bench/voice/.built: scripts/bench_voice.sh
	@mkdir -p .bench
	scripts/bench_voice.sh
	@touch $@

# Some ten minutes of two cores, the first time.
.bench/llama/.built: $(VENV)/bin/python scripts/bench_llama.sh
	@mkdir -p .bench
	PYTHON=$(BIN)/python scripts/bench_llama.sh
	@touch $@

clean:
	rm -rf $(VENV) $(TOOLS) $(DEMO) .bench build dist
