/** The server went away under a query: nothing was committed, and the same work may be done again once it is back. */
export function isConnectionLost(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, message } = error as { name?: unknown; code?: unknown; message?: unknown };
  return (
    /* TypeORM takes a broken connection away from whoever was using it. */
    (typeof name === 'string' && /^QueryRunner(Provider)?AlreadyReleasedError$/.test(name)) ||
    (typeof code === 'string' && LOST.test(code)) ||
    (typeof message === 'string' && message.startsWith('Connection terminated'))
  );
}

/** PostgreSQL class 08, admin_shutdown, crash_shutdown, cannot_connect_now; and what the network says. */
const LOST = /^(08...|57P0[123]|ECONNREFUSED|ECONNRESET|EPIPE)$/;
