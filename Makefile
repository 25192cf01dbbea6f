# TorchKata. `make` alone lists what there is; what bundles take along for learners stands in exercises/learner.mk;
# hints and debugging need the hidden suites.
include exercises/learner.mk
READY_DEVELOP := $(VENV)/ready-develop
# Limits of time and memory are tested there: nothing else may crowd them.
ALONE := tests/sandbox tests/end_to_end

.PHONY: hint debug test verify stubs release grade report demo lint bench

hint: $(READY)  ## a hint on what fails; each time a step further: EX=max_pool2d
	@[ -n "$(EX)" ] || { echo "Which exercise? make $@ EX=max_pool2d"; exit 2; }
	@$(BIN)/grader hint $(EX) $(LANGUAGE_OPTION)

debug: $(READY)  ## a script that runs your code on the failing case, for a debugger: EX=max_pool2d
	@[ -n "$(EX)" ] || { echo "Which exercise? make $@ EX=max_pool2d"; exit 2; }
	@$(BIN)/grader debug $(EX) $(LANGUAGE_OPTION)

test: $(READY_DEVELOP)  ## the project's own tests
	@$(BIN)/python -m datasets
	@[ -z "$(TESTS)" ] || $(BIN)/python -m pytest $(TESTS)
	@[ -n "$(TESTS)" ] || $(BIN)/python -m pytest $(ALONE)
	@[ -n "$(TESTS)" ] || $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal tests $(foreach part,$(ALONE),--ignore=$(part))

verify: $(READY)  ## prove the suites: every stub, reference, variant and mistake gets what it must (for authors)
	@$(BIN)/grader verify $(EX) $(LANGUAGE_OPTION)

stubs: $(READY)  ## write exercises/ and tests/examples/ anew from solutions/ (for authors)
	@$(BIN)/grader stubs

release: $(READY)  ## a bundle for learners, without answers: DEST=folder EX="max_pool2d conv2d" LANG=zh
	@[ -n "$(DEST)" ] || { echo "Where to? make release DEST=folder"; exit 2; }
	@$(BIN)/grader release "$(DEST)" $(foreach name,$(EX),--exercise $(name)) $(LANGUAGE_OPTION)

grade: $(READY)  ## grade a class: SUBMISSIONS=folder OUT=results
	@[ -n "$(SUBMISSIONS)" ] && [ -n "$(OUT)" ] || { echo "make grade SUBMISSIONS=folder OUT=results"; exit 2; }
	@$(BIN)/grader grade "$(SUBMISSIONS)" --out "$(OUT)" $(LANGUAGE_OPTION)

report: $(READY)  ## what a class has not understood, and a page for each student: RESULTS=results SUBMISSIONS=folder
	@[ -n "$(RESULTS)" ] || { echo "make report RESULTS=results SUBMISSIONS=folder"; exit 2; }
	@$(BIN)/grader report "$(RESULTS)" $(if $(SUBMISSIONS),--submissions "$(SUBMISSIONS)") $(LANGUAGE_OPTION)

demo: $(READY)  ## what a teacher sees: a made-up class, graded, with gradebook and report, in DEST (default: demo)
	@$(BIN)/grader demo "$(or $(DEST),demo)" $(LANGUAGE_OPTION)

lint: $(READY_DEVELOP)  ## format, lint and types
	@$(BIN)/ruff check grader datasets tests bench
	@$(BIN)/mypy

bench: $(READY_DEVELOP)  ## the benchmark's table, in short; LONG=1: the whole, on a machine that does nothing else
	@$(BIN)/python -m datasets
	@$(BIN)/python -m bench $(if $(LONG),--long)

$(READY_DEVELOP): $(READY)
	@echo "Setting up what the project's own tests need."
	@$(BIN)/python -m pip install --disable-pip-version-check --quiet -e '.[develop]'
	@touch $(READY_DEVELOP)
