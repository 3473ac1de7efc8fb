import pg from 'pg';

/** Lets the keepers go and waits until what they kept has stopped; on a server of somebody else's, drops our template. */
export default async function stop() {
  if (!process.env.TEST_POSTGRES_OWN) await dropTemplates();
  for (const keeper of globalThis.keepers ?? []) {
    const gone = new Promise((resolve) => keeper.once('exit', resolve));
    keeper.stdin.end();
    await gone;
  }
}

async function dropTemplates() {
  const client = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL });
  await client.connect();
  try {
    const { rows } = await client.query(
      "SELECT datname FROM pg_database WHERE datname LIKE 'breakwater_template_%' AND position($1 in datname) > 0",
      [`_${process.env.TEST_RUN}`],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
