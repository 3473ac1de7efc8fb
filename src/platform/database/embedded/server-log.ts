/** Why a server or its preparation failed, as far as its own words tell. */
export type ServerTrouble =
  | { is: 'port_taken' }
  /** Another start of the same data directory was first. */
  | { is: 'already_running' }
  /** The remains of a killed server have not all gone yet. */
  | { is: 'not_yet_gone' }
  | { is: 'sentence'; sentence: string };

const CAUSES: readonly [RegExp, ServerTrouble][] = [
  [/could not bind .*address|Address already in use/i, { is: 'port_taken' }],
  [/lock file "postmaster\.pid" already exists/, { is: 'already_running' }],
  [/pre-existing shared memory block .* is still in use/, { is: 'not_yet_gone' }],
  [/No space left on device/i, { is: 'sentence', sentence: 'there is no space left on the disk' }],
  [/Disk quota exceeded/i, { is: 'sentence', sentence: 'the disk quota is used up' }],
  [/Read-only file system/i, { is: 'sentence', sentence: 'the file system is read-only' }],
  [
    /could not (create|resize|map|allocate).*shared memory|Cannot allocate memory/i,
    { is: 'sentence', sentence: 'there is not enough (shared) memory' },
  ],
  [
    /incompatible with server|initialized by PostgreSQL version/i,
    { is: 'sentence', sentence: 'its data were written by another version of PostgreSQL' },
  ],
  [
    /error while loading shared libraries: (\S+)/,
    {
      is: 'sentence',
      sentence: 'its libraries are incomplete: run npm ci again, with install scripts allowed',
    },
  ],
  [/Permission denied/i, { is: 'sentence', sentence: 'it may not read or write its own files' }],
];

/** Reads what the server or initdb printed, newest last. */
export function troubleIn(log: string): ServerTrouble {
  for (const [words, trouble] of CAUSES) if (words.test(log)) return trouble;
  const last = log
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\b(FATAL|PANIC|ERROR|error):/.test(line))
    .at(-1);
  return {
    is: 'sentence',
    sentence: last?.replace(/^.*?\b(FATAL|PANIC|ERROR|error):\s*/, '') ?? 'it did not say why',
  };
}
