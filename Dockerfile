# The agents and the command line. No Kafka and no Java: name a Kafka in WIRECOPY_BOOTSTRAP_SERVERS.

# Pin the image by digest in production: --build-arg PYTHON_IMAGE=python@sha256:…
ARG PYTHON_IMAGE=python:3.11.14-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

# What changes seldom comes first: a change of code does not install the packages anew.
# Wheels only. Faust has none beside x86-64: there its pure Python form, which needs no compiler.
COPY requirements-runtime.lock ./
RUN set -e; source=; \
    [ "$(uname -m)" = x86_64 ] || { source='--no-binary faust-streaming'; export NO_CYTHON=1; }; \
    pip install --no-deps --require-hashes --no-compile --only-binary :all: $source \
        -r requirements-runtime.lock

COPY pyproject.toml LICENSE NOTICE README.md ./
COPY models models
COPY broker broker
COPY schemas schemas
COPY pipeline pipeline
COPY agents agents
COPY cli cli
COPY seeds seeds
# Editable, so that the image has the layout of the checkout: packages, models and seeds in place.
# Compiled here, since the running container may not write; readable for its user, whatever the
# umask of the checkout was.
RUN pip install --no-deps --no-build-isolation --no-compile --editable . \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/venv/lib /app \
    && chmod -R a+rX /app

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="wirecopy" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    WIRECOPY_DATA_DIR=/tmp/wirecopy \
    WIRECOPY_HTTP_PORT=8080
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=10s --retries=3 --start-period=2m \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['WIRECOPY_HTTP_PORT'] + '/health/live', timeout=5)"]
ENTRYPOINT ["wirecopy"]
CMD ["--help"]
