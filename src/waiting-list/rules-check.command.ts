import { join, relative } from 'node:path';
import type { AloneCommand } from '../platform/cli/alone-command.js';
import type { Fault } from '../kernel/outcome.js';
import { parseManifest } from '../rule-sets/manifest.js';
import { rulesAt } from '../triage/rules-path.reader.js';
import { checkRules } from './check-rules.js';

/** Needs neither a database nor the application, which would not start on a faulty rule set. */
export const rulesCheckCommand: AloneCommand = {
  name: 'rules check [path]',
  description:
    'reads the rule sets of rules/, or of a folder, runs their worked cases and prints each fault and what to do',
  policy: { name: 'rules.check', act: 'none' },
  alone: check,
};

async function check(path?: string): Promise<number> {
  const found = rulesAt(path);
  if (typeof found === 'string') return report([{ at: '', message: found }]);
  const manifest = found.manifest === null ? null : parseManifest(found.manifest);
  if (manifest?.ok === false) return report(manifest.faults);
  const { checked, faults } = await checkRules(manifest?.value ?? null, found.files, found.beside);
  if (faults.length > 0)
    return report(
      faults.map(({ file, at, message }) => ({
        at: [join(relative(process.cwd(), found.under), file), at].filter((part) => part !== '').join(': '),
        message,
      })),
    );
  for (const set of checked) console.log(JSON.stringify(set));
  return 0;
}

function report(faults: readonly Fault[]): number {
  for (const { at, message } of faults) console.error(at === '' ? message : `${at}: ${message}`);
  return 1;
}
