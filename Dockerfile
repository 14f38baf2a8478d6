# The service in one image. Not run by us yet: no container engine was at hand when this was written.
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/soramichi
COPY requirements.lock requirements-build.lock ./
RUN /opt/soramichi/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock
COPY . .
# Built apart from where it runs, so that Node does not reach the image.
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/soramichi/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.13-slim
RUN useradd --system --create-home --home-dir /var/lib/soramichi soramichi
COPY --from=build /opt/soramichi /opt/soramichi
USER soramichi
WORKDIR /var/lib/soramichi
ENV PATH=/opt/soramichi/bin:$PATH PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["sh", "-c", "soramichi db upgrade && exec soramichi serve --host 0.0.0.0 --port 8000"]
