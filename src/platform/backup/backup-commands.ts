import type { DatabaseCommand } from '../cli/database-command.js';
import { CommandFailure } from '../cli/command.js';
import type { BackupManifest } from './backup-manifest.js';
import { makeBackup } from './make-backup.js';
import { restoreBackup } from './restore-backup.js';

export const backupCommand: DatabaseCommand = {
  name: 'backup <directory>',
  description: 'copies the whole database, as it stands at one moment, into a new folder of the directory',
  policy: { name: 'backup.make', act: 'export', unattended: true },
  about: async ({ dataSource, args, signal, operator }) => {
    const { backup, manifest } = await makeBackup(dataSource, String(args[0]), operator, signal);
    return { backup, ...summary(manifest) };
  },
};

export const restoreCommand: DatabaseCommand = {
  name: 'restore <backup>',
  description: 'loads a backup into an empty database: all of it, proven, or nothing',
  policy: { name: 'backup.restore', act: 'change' },
  configure: (command) => {
    command.option('--into <url>', 'the empty database; its password may stand in PGPASSWORD instead');
  },
  address: ({ into }) => {
    if (typeof into !== 'string') return null;
    if (!/^postgres(ql)?:\/\//.test(into))
      throw new CommandFailure('--into must be an address beginning postgres:// or postgresql://.');
    return into;
  },
  about: async ({ url, schema, args, signal, operator }) => {
    const { manifest, migrated } = await restoreBackup(String(args[0]), url, schema, operator, signal);
    return { restored: manifest.name, ...summary(manifest), migrated };
  },
};

function summary({ madeAt, migrations, trailHead, tables }: BackupManifest): Record<string, unknown> {
  return {
    madeAt,
    migration: migrations.at(-1),
    trailHead,
    rows: tables.reduce((total, table) => total + table.rows, 0),
    tables: tables.length,
  };
}
