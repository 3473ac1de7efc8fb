/* For a container's health check: exit code 0 while the web process or worker in it says that it is ready. */
const port = process.env.HEALTH_PORT || process.env.PORT || '3000';
const ready = await fetch(`http://127.0.0.1:${port}/health/ready`, {
  signal: AbortSignal.timeout(4_000),
}).then(
  (answer) => answer.ok,
  () => false,
);
process.exit(ready ? 0 : 1);
