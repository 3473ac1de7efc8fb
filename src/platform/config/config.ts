import { type Fault, type Outcome, faulty, ok } from '../../kernel/outcome.js';

/** What the environment says, read once at start. Everything has a safe default except what only a site can know. */
export interface Config {
  /** Where the embedded database and its files live; as given, relative to the working directory. */
  dataDir: string;
  port: number;
  /** The address to listen on; the host's loopback unless somebody decides otherwise. */
  host: string;
  /** null: an embedded PostgreSQL under `dataDir`. */
  databaseUrl: string | null;
  /** Who owns the tables and brings them up to date, where that is another login; null: whoever DATABASE_URL names. */
  databaseOwnerUrl: string | null;
  /** null: the web process delivers by itself; else deliveries go through Redis to a worker. */
  redisUrl: string | null;
  smtp: { url: string; from: string; allowList: string[] } | null;
  /** Who acts on an act-today child. */
  duty: DutyRole;
  /** Host names that pages may be asked for under, beside this machine's own. */
  allowedHosts: string[];
  logLevel: LogLevel | null;
  /** Where a worker answers for its health, on loopback; null: nowhere. */
  healthPort: number | null;
}

export interface DutyRole {
  role: string;
  /** How that role is reached; null: nobody has said, and the pages say so. */
  contact: string | null;
  /** Whose an act-today task becomes when the duty role has not acknowledged it in time. */
  escalateTo: { role: string; contact: string | null };
  acknowledgeWithinWorkingMinutes: number;
  /** Who is told out of hours; null: nobody is watching, and the pages say so. */
  onCallRoute: string | null;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export const CONFIG = Symbol('Config');

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment, or answers every fault in it at once. A blank value is the same as none. */
export function readConfig(env: Environment): Outcome<Config> {
  const faults: Fault[] = [];
  const text = (name: string): string | null => (env[name] ?? '').trim() || null;
  const wholeNumber = (name: string, otherwise: number, from: number, to: number): number => {
    const given = text(name);
    if (given === null) return otherwise;
    const number = /^\d{1,9}$/.test(given) ? Number(given) : NaN;
    if (number >= from && number <= to) return number;
    faults.push({ at: name, message: `must be a whole number from ${from} to ${to}` });
    return otherwise;
  };
  const url = (name: string, schemes: readonly string[]): string | null => {
    const given = text(name);
    if (given === null || isUrl(given, schemes)) return given;
    faults.push({ at: name, message: `must be an address beginning ${schemes.join(':// or ')}://` });
    return null;
  };
  const logLevel = (): LogLevel | null => {
    const given = text('LOG_LEVEL');
    const level = logLevels.find((known) => known === given) ?? null;
    if (given !== null && level === null)
      faults.push({ at: 'LOG_LEVEL', message: `must be one of ${logLevels.join(', ')}` });
    return level;
  };
  const smtp = (): Config['smtp'] => {
    const smtpUrl = url('SMTP_URL', ['smtp', 'smtps']);
    if (text('SMTP_URL') === null) return null;
    const from = text('SMTP_FROM');
    if (from === null)
      faults.push({ at: 'SMTP_FROM', message: 'is needed with SMTP_URL: the address families see' });
    const allowList = words(text('SMTP_ALLOW_LIST')).map((entry) => entry.toLowerCase());
    for (const entry of allowList)
      if (!/^([^@\s]+)?@[^@\s]+$/.test(entry))
        faults.push({
          at: 'SMTP_ALLOW_LIST',
          message: `${JSON.stringify(entry)} is neither an address nor a domain such as @example.org`,
        });
    return smtpUrl === null || from === null ? null : { url: smtpUrl, from, allowList };
  };

  const config: Config = {
    dataDir: text('BREAKWATER_DATA') ?? '.breakwater',
    port: wholeNumber('PORT', 3000, 0, 65_535),
    host: text('HOST') ?? '127.0.0.1',
    databaseUrl: url('DATABASE_URL', ['postgres', 'postgresql']),
    databaseOwnerUrl: url('DATABASE_OWNER_URL', ['postgres', 'postgresql']),
    redisUrl: url('REDIS_URL', ['redis', 'rediss']),
    smtp: smtp(),
    duty: {
      role: text('DUTY_ROLE') ?? 'duty clinician',
      contact: text('DUTY_CONTACT'),
      escalateTo: {
        role: text('DUTY_ESCALATION_ROLE') ?? 'duty manager',
        contact: text('DUTY_ESCALATION_CONTACT'),
      },
      acknowledgeWithinWorkingMinutes: wholeNumber('DUTY_ACKNOWLEDGE_MINUTES', 60, 1, 480),
      onCallRoute: text('DUTY_ON_CALL_ROUTE'),
    },
    allowedHosts: words(text('ALLOWED_HOSTS')).map((host) => host.toLowerCase()),
    logLevel: logLevel(),
    healthPort: text('HEALTH_PORT') === null ? null : wholeNumber('HEALTH_PORT', 0, 1, 65_535),
  };
  for (const host of config.allowedHosts)
    if (!/^[a-z0-9.-]+$/.test(host))
      faults.push({
        at: 'ALLOWED_HOSTS',
        message: `${JSON.stringify(host)} is not a host name (no port, no address)`,
      });
  return faults.length > 0 ? faulty(faults) : ok(config);
}

const words = (list: string | null): string[] =>
  (list ?? '')
    .split(/[\s,]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

function isUrl(text: string, schemes: readonly string[]): boolean {
  try {
    return schemes.includes(new URL(text).protocol.slice(0, -1));
  } catch {
    return false;
  }
}
