/** Where the bits of one embedded server are, and how it is reached. */
export interface ServerPlace {
  directory: string;
  port: number;
}

/** The account inside the server; its password is random and lives in a file only its owner can read. */
export const SERVER_ACCOUNT = 'breakwater';
export const DATABASE = 'breakwater';

/**
 * How a data directory is made. Text compares by code point and changes case by Unicode on every machine alike:
 * an operating system's own locales would put the same queue in another order on another machine.
 */
export function initdbArguments(directory: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${directory}`,
    `--username=${SERVER_ACCOUNT}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
  ];
}

/**
 * How the server runs: on this machine's loopback only, without a socket file (paths to those are limited to about
 * a hundred characters), with nothing of a row's content in its log.
 */
export function serverArguments(place: ServerPlace, durable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(place.port),
    unix_socket_directories: '',
    max_connections: '80',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    wal_level: 'minimal',
    max_wal_senders: '0',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  return [
    '-D',
    place.directory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

export function databaseUrl(port: number, password: string, database: string): string {
  return `postgres://${SERVER_ACCOUNT}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
