# The portal in a container: one image; compose.yaml runs it as web, worker and scheduler.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1 DATA_DIR=/data ENVIRONMENT=production
RUN useradd --create-home --uid 10001 portal && mkdir /data && chown portal /data
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
USER portal
VOLUME /data
EXPOSE 8000
CMD ["python", "manage.py", "up", "--host", "0.0.0.0"]
