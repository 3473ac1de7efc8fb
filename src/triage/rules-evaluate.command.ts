import { readFileSync } from 'node:fs';
import { parsePlainDate, type PlainDate } from '../kernel/plain-date.js';
import type { Fault } from '../kernel/outcome.js';
import type { AloneCommandWithOptions } from '../platform/cli/alone-command.js';
import { CommandFailure } from '../platform/cli/command-failure.js';
import { askQueueSet, faultsInFacts } from '../rule-sets/queue-answer.js';
import { repeatedKeys } from '../rule-sets/repeated-keys.js';
import type { RuleSet } from '../rule-sets/rule-set.js';
import { askTool } from '../rule-sets/tool-decision.js';
import { faultsInAnswers, type ToolAnswers } from '../rule-sets/tool-facts.js';
import { isTool } from '../rule-sets/tool-set.js';
import { setNamed } from './set-named.reader.js';

/** What a set or a published tool answers to facts given by name. Needs no database, stores nothing, places nobody. */
export const rulesEvaluateCommand: AloneCommandWithOptions = {
  name: 'rules evaluate',
  description: 'prints as JSON what a rule set or a published tool answers to facts, without a database',
  policy: { name: 'rules.evaluate', act: 'none' },
  configure: (command) => {
    command
      .requiredOption('--set <id@version>', 'the set, as rules check names it')
      .requiredOption(
        '--facts <file>',
        'a JSON object of facts by name, as rules describe lists them; - reads it from stdin',
      )
      .option('--on <date>', 'says whether the set holds on that day, CCYY-MM-DD')
      .option('--service <line>', 'for a set that decides the queue of several services: which one');
  },
  aloneWith(_, options): Promise<number> {
    const set = setNamed(options['set']);
    if (typeof set === 'string') throw new CommandFailure(set);
    const on = dayOf(options['on']);
    const said = factsIn(String(options['facts']));
    const faults = isTool(set) ? faultsInAnswers(set, said) : faultsInFacts(set, said);
    if (faults.length > 0) return Promise.resolve(report(faults));
    const known = said as ToolAnswers;
    console.log(
      JSON.stringify(
        isTool(set)
          ? askTool(set, known, on)
          : askQueueSet(set, serviceOf(set, options['service']), known, on),
      ),
    );
    return Promise.resolve(0);
  },
};

function dayOf(on: unknown): PlainDate | null {
  if (on === undefined) return null;
  const day = typeof on === 'string' ? parsePlainDate(on) : undefined;
  if (!day) throw new CommandFailure(`--on must be a date CCYY-MM-DD, not ${JSON.stringify(on)}.`);
  return day;
}

function serviceOf(set: RuleSet, given: unknown): string {
  const [only, ...others] = set.serviceLines;
  const service = given === undefined && others.length === 0 ? only : given;
  if (typeof service === 'string' && set.serviceLines.includes(service)) return service;
  throw new CommandFailure(`--service: say which of ${set.serviceLines.join(', ')}.`);
}

/** Facts by name; `-` reads stdin. Throws CommandFailure where that is no JSON object. */
function factsIn(file: string): Record<string, unknown> {
  const from = file === '-' ? 'stdin' : file;
  let text: string;
  let said: unknown;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
    said = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CommandFailure(`--facts: ${from} cannot be read as JSON: ${why}`);
  }
  if (typeof said !== 'object' || said === null || Array.isArray(said))
    throw new CommandFailure(`--facts: ${from} must hold one object, { "fact": value, … }.`);
  const twice = repeatedKeys(text);
  if (twice.length > 0)
    throw new CommandFailure(`--facts: ${from} says ${twice.join(', ')} twice: keep one value of each.`);
  return said as Record<string, unknown>;
}

function report(faults: readonly Fault[]): number {
  for (const { at, message } of faults) console.error(`${at}: ${message}`);
  return 1;
}
