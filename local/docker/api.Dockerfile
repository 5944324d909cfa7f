# The API: the gateway, the runtime and the bundle. Built from the clone's root:
#   docker build -f local/docker/api.Dockerfile .

FROM python:3.11-slim AS builder

# A user's site-packages or a warning about root have no place in an image.
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

# Dependencies first: this layer is built again only when the lock file changes. Every pinned
# package has a wheel, so there is no compiler here, and none is fetched by accident.
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt

WORKDIR /app
COPY app.py ./
COPY .chalice ./.chalice
COPY functions ./functions
COPY layers ./layers
COPY local ./local
COPY infra ./infra
COPY docs/openapi.json ./docs/openapi.json
# The running container cannot write beside the sources: without this each sandbox would compile
# them again. Checked by nothing at run time, because the image does not change.
RUN /opt/venv/bin/python -m compileall -q --invalidation-mode unchecked-hash .


FROM python:3.11-slim

# A fixed number, so that a volume keeps its owner from one image to the next.
RUN groupadd --gid 10001 app \
 && useradd --uid 10001 --gid app --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin app \
 && install --directory --owner app --group app /app/data

COPY --from=builder /opt/venv /opt/venv
# Owned by root: the process can read its own code, and not change it.
COPY --from=builder /app /app

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONPATH=/app:/app/layers/common/python \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    DATA_DIR=/app/data

WORKDIR /app
USER 10001:10001
EXPOSE 8000

# Python is there anyway, curl is not. An answer that is no success raises, and that is exit 1.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health', timeout=4)"]

# A list, not a line: there is no shell in between that would keep SIGTERM to itself.
CMD ["python", "-m", "local", "up"]
