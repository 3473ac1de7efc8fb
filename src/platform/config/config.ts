import { type Outcome, faulty, ok } from '../../kernel/outcome.js';
import { type DutyContact, dutyContacts } from './duty-contacts.js';
import { type Environment, Settings } from './environment.js';
import { readSignIn, type SignInConfig } from './sign-in-config.js';

/** What the environment says, read once at start. Everything has a safe default except what only a site can know. */
export interface Config extends SignInConfig {
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
  /** The printed lists for when the service is down. */
  fallback: {
    /** A file with the Ed25519 private key that signs them, PEM; null: made under `dataDir`. */
    keyFile: string | null;
    /** So many days' lists are kept. */
    keepDays: number;
  };
}

export interface DutyRole {
  role: string;
  /** How that role is reached; null: nobody has said, and the pages say so. */
  contact: string | null;
  /** Others, for single organisations, or a locality of one (null: wherever its people are). */
  contacts: DutyContact[];
  /**
   * Whose an act-today task becomes when the duty role has not acknowledged it, or nobody has done it, in time. Clinicians of the list's own
   * provider are shown it then, and those of these organisations, by code, whichever provider's it is.
   */
  escalateTo: { role: string; contact: string | null; organisations: string[] };
  acknowledgeWithinWorkingMinutes: number;
  /** Not done so long after it was acknowledged, it escalates like one that nobody acknowledged. */
  doneWithinWorkingMinutes: number;
  /** Who is told out of hours; null: nobody is watching, and the pages say so. */
  onCallRoute: string | null;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export const CONFIG = Symbol('Config');

/** Reads the environment, or answers every fault in it at once. A blank value is the same as none. */
export function readConfig(env: Environment): Outcome<Config> {
  const settings = new Settings(env);
  const { faults } = settings;
  const text = (name: string): string | null => settings.text(name);
  const logLevel = (): LogLevel | null => {
    const given = text('LOG_LEVEL');
    const level = logLevels.find((known) => known === given) ?? null;
    if (given !== null && level === null)
      faults.push({ at: 'LOG_LEVEL', message: `must be one of ${logLevels.join(', ')}` });
    return level;
  };
  const smtp = (): Config['smtp'] => {
    const smtpUrl = settings.url('SMTP_URL', ['smtp', 'smtps']);
    if (text('SMTP_URL') === null && text('SMTP_URL_FILE') === null) return null;
    const from = text('SMTP_FROM');
    if (from === null)
      faults.push({ at: 'SMTP_FROM', message: 'is needed with SMTP_URL: the address families see' });
    const allowList = settings.words('SMTP_ALLOW_LIST').map((entry) => entry.toLowerCase());
    for (const entry of allowList)
      if (!/^([^@\s]+)?@[^@\s]+$/.test(entry))
        faults.push({
          at: 'SMTP_ALLOW_LIST',
          message: `${JSON.stringify(entry)} is neither an address nor a domain such as @example.org`,
        });
    return smtpUrl === null || from === null ? null : { url: smtpUrl, from, allowList };
  };

  const config: Config = {
    ...readSignIn(settings),
    dataDir: text('BREAKWATER_DATA') ?? '.breakwater',
    port: settings.wholeNumber('PORT', 3000, 0, 65_535),
    host: text('HOST') ?? '127.0.0.1',
    databaseUrl: settings.url('DATABASE_URL', ['postgres', 'postgresql']),
    databaseOwnerUrl: settings.url('DATABASE_OWNER_URL', ['postgres', 'postgresql']),
    redisUrl: settings.url('REDIS_URL', ['redis', 'rediss']),
    smtp: smtp(),
    duty: {
      role: text('DUTY_ROLE') ?? 'duty clinician',
      contact: text('DUTY_CONTACT'),
      contacts: dutyContacts(settings, 'DUTY_CONTACTS'),
      escalateTo: {
        role: text('DUTY_ESCALATION_ROLE') ?? 'duty manager',
        contact: text('DUTY_ESCALATION_CONTACT'),
        organisations: settings.words('DUTY_ESCALATION_ORGANISATIONS'),
      },
      acknowledgeWithinWorkingMinutes: settings.wholeNumber('DUTY_ACKNOWLEDGE_MINUTES', 60, 1, 480),
      doneWithinWorkingMinutes: settings.wholeNumber('DUTY_DONE_MINUTES', 120, 1, 480),
      onCallRoute: text('DUTY_ON_CALL_ROUTE'),
    },
    allowedHosts: settings.words('ALLOWED_HOSTS').map((host) => host.toLowerCase()),
    logLevel: logLevel(),
    healthPort: text('HEALTH_PORT') === null ? null : settings.wholeNumber('HEALTH_PORT', 0, 1, 65_535),
    fallback: {
      keyFile: text('FALLBACK_KEY_FILE'),
      keepDays: settings.wholeNumber('FALLBACK_KEEP_DAYS', 14, 2, 365),
    },
  };
  for (const host of config.allowedHosts)
    if (!/^[a-z0-9.-]+$/.test(host))
      faults.push({
        at: 'ALLOWED_HOSTS',
        message: `${JSON.stringify(host)} is not a host name (no port, no address)`,
      });
  return faults.length > 0 ? faulty(faults) : ok(config);
}
