import { troubleIn } from './server-log.js';

/** The embedded server cannot be had: one clear sentence. */
export class EmbeddedPostgresFailure extends Error {}

/** What the server or initdb said as it failed, as that sentence. */
export function failureFrom(what: string, said: string, folder: string): EmbeddedPostgresFailure {
  const trouble = troubleIn(said);
  const because = trouble.is === 'sentence' ? trouble.sentence : trouble.is;
  return new EmbeddedPostgresFailure(`${what}: ${because} (data in ${folder})`);
}

/** An error of the file system, in words; others as they are. */
export function inWords(error: unknown, dataDir: string): string {
  const { code, path, message } = error as Partial<NodeJS.ErrnoException>;
  const where = path ?? dataDir;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `this account may not use ${where}: choose another folder with BREAKWATER_DATA`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${where} is not a folder: choose another with BREAKWATER_DATA`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `there is no space left for ${where}`;
    case 'EROFS':
      return `${where} is on a read-only file system: choose another folder with BREAKWATER_DATA`;
    default:
      return message ?? String(error);
  }
}
