# The product as one image: the web server, the worker and the scheduler differ by their command only.
FROM python:3.12-slim-trixie AS environment

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 UV_PYTHON_DOWNLOADS=never UV_NO_CACHE=1 UV_LINK_MODE=copy
WORKDIR /srv/svitlytsia
RUN python -m venv .venv
COPY requirements-uv.lock requirements.lock ./
RUN .venv/bin/python -m pip install --require-hashes -r requirements-uv.lock \
 && .venv/bin/python -m uv pip sync --python .venv/bin/python --require-hashes --compile-bytecode requirements.lock


FROM environment AS built

COPY . .
# Settings of a trial: nothing secret is needed to gather files, and none of it stays.
RUN .venv/bin/python tools/compile_messages.py \
 && DJANGO_SETTINGS_MODULE=config.settings.local .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
 && mv var/static static-collected && rm -rf var && mkdir -p var && mv static-collected var/static


FROM python:3.12-slim-trixie

# pg_dump and pg_restore for backups: as new as the server in compose.yaml at least (Debian trixie has 17).
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /srv/svitlytsia --shell /usr/sbin/nologin svitlytsia
WORKDIR /srv/svitlytsia
COPY --from=built --chown=root:root /srv/svitlytsia ./
RUN mkdir -p var/media var/private var/cache var/keys && chown -R svitlytsia:svitlytsia var
USER svitlytsia

ENV PATH=/srv/svitlytsia/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    WEB_HOST=0.0.0.0 \
    PORT=8000
EXPOSE 8000
VOLUME ["/srv/svitlytsia/var/media", "/srv/svitlytsia/var/private", "/srv/svitlytsia/var/keys"]
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s --retries=3 \
  CMD ["python", "tools/healthy.py"]
CMD ["python", "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi:application"]
