# An image that grades: `docker build -t torchkata .` in a private copy of the course. It holds suites and answers:
# push it to no registry that learners can read. docs/ci.md says how to run it, and which walls stand in it.
FROM python:3.11-slim-bookworm

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 1000 grader
WORKDIR /course

# The libraries first: they stay in the build's cache while the course changes.
# `--build-arg PIP_EXTRA_INDEX_URL=...` with the address that pytorch.org names for the CPU makes a much smaller image without CUDA.
ARG PIP_EXTRA_INDEX_URL
COPY pyproject.toml ./
COPY docker/install_libraries.py docker/
RUN python docker/install_libraries.py

COPY grader grader
COPY datasets datasets
COPY exercises exercises
COPY solutions solutions
COPY tests/hidden tests/hidden
COPY tests/mistakes tests/mistakes
RUN pip install --no-cache-dir --no-deps --editable .

# Results are written as this user; `docker run --user "$(id -u):$(id -g)"` writes them as you.
USER 1000
ENV LC_ALL=C.UTF-8
ENTRYPOINT ["grader", "grade"]
CMD ["--help"]
