# What a learner runs; `make` alone lists it. It is the Makefile of a released bundle, and a part of the course's own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
EX ?=
ifeq ($(origin LANG),command line)
LANGUAGE_OPTION := --lang $(LANG)
endif

.DEFAULT_GOAL := list
.PHONY: list check watch example reset train data doctor clean

list:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' $(filter exercises/%,$(MAKEFILE_LIST)) Makefile

check: $(READY)  ## check your exercises; EX=max_pool2d checks one; LANG=zh speaks Chinese
	@$(BIN)/python -m datasets
	@$(BIN)/grader check $(EX) $(LANGUAGE_OPTION) || [ $$? -eq 1 ]

watch: $(READY)  ## check each exercise as you save it; h hint, n next, r again, l list, q quit
	@$(BIN)/python -m datasets
	@$(BIN)/grader watch $(LANGUAGE_OPTION)

example: $(READY)  ## run the statement's examples on your answer: EX=max_pool2d
	@[ -n "$(EX)" ] || { echo "Which exercise? make $@ EX=max_pool2d"; exit 2; }
	@$(BIN)/grader example $(EX) $(LANGUAGE_OPTION) || [ $$? -eq 1 ]

reset: $(READY)  ## start one exercise again: EX=max_pool2d (your file is kept in .torchkata/backup)
	@[ -n "$(EX)" ] || { echo "Which exercise? make $@ EX=max_pool2d"; exit 2; }
	@$(BIN)/grader reset $(EX) $(LANGUAGE_OPTION)

train: $(READY)  ## train CifarNet by your own exercises: curves, the best weights, a picture; EPOCHS=10
	@$(BIN)/python -m datasets
	@$(BIN)/python -m datasets.train $(if $(EPOCHS),--epochs $(EPOCHS)) $(LANGUAGE_OPTION)

data: $(READY)  ## make the small data sets; DOWNLOAD=1 fetches the real CIFAR-10
	@$(BIN)/python -m datasets $(if $(DOWNLOAD),--download)

doctor: $(READY)  ## what this machine can do, and how to get the rest
	@$(BIN)/grader doctor $(LANGUAGE_OPTION)

clean:  ## remove what was set up; exercises and results stay
	rm -rf $(VENV) datasets/small *.egg-info

# A stamp that is newer than pyproject.toml means: set up. An interrupted set-up leaves none, and starts over; one that fails
# takes the command away, for a pipe's status is the last one's and an earlier set-up may have left a command.
$(READY): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("TorchKata needs Python 3.11 or newer, this is " + sys.version.split()[0] + ": make check PYTHON=python3.11")'
	@echo "Setting up once, in $(VENV): this downloads PyTorch and takes some minutes."
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv"; exit 2; }
	@echo "  1/2 packages (torch, torchvision, pytest, ...)"
	@{ $(BIN)/python -m pip install --disable-pip-version-check --progress-bar on -e . || rm -f $(BIN)/grader; } | grep -E --line-buffered '^(Collecting|Downloading|Installing|Successfully)' ; [ -x $(BIN)/grader ]
	@echo "  2/2 data"
	@$(BIN)/python -m datasets
	@touch $(READY)
	@echo "Set up."
