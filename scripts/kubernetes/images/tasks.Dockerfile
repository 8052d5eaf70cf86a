# The tasks of this project (produce, verify, schema and the others) for scripts/kubernetes. From the project's root:
#
#   docker build --file scripts/kubernetes/images/tasks.Dockerfile --tag cities-weather/tasks:1.0.0 .
FROM denoland/deno:2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d
WORKDIR /app
# The packages first: they change seldom. deno.lock has their hashes.
COPY deno.json deno.lock ./
COPY scripts/dashboard/page/deno.json scripts/dashboard/page/
RUN deno install --frozen
COPY producer.ts ./
COPY weather weather
COPY cql cql
COPY connect connect
COPY scripts scripts
# Not root, and a number, which Kubernetes can tell from root. Only /app/.cache is written, a volume.
USER 1993:1993
CMD ["task"]
