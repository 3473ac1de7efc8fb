import { loadRules } from '../src/rule-sets/load-rules.js';
import { readRules, rulesDirectory } from '../src/rule-sets/rules.reader.js';
import type { Bench } from './bench.js';
import type { Clinic } from './support/order/clinic.js';
import { orderings, type Named } from './support/order/orderings.js';
import { simulate, type Scenario, type Waited } from './support/order/simulate.js';
import { summaryOf } from './support/order/summary.js';

const RUNS = 5;
const [YEARS, A_YEAR] = [3, 364];
/** Who is seen in the first year still waited in whatever order came before: not counted. */
const COUNTED_FROM = A_YEAR;

const everyWeekday: Clinic = {
  slotsAWeek: 20,
  days: [0, 1, 2, 3, 4],
  // The last fortnight of the year.
  closedWeeks: [50, 51],
  noticeDays: 7,
};
const clinics: Readonly<Record<string, Clinic>> = {
  'a clinic every weekday': everyWeekday,
  'one clinic a week': { ...everyWeekday, days: [0] },
};
const scenarioOf = (clinic: Clinic): Scenario => ({
  clinic,
  days: YEARS * A_YEAR,
  backlog: 600,
  // Urgent, high, medium, routine. The design does not say its mix or its closures: these follow from its figures
  // (docs/performance.md).
  mix: [0.05, 0.15, 0.3, 0.5],
});

/** Nothing is read from a database. */
export const withoutDatabase = true;

/** The table of clinical-core.md, "One order", by the service's own order; every figure beside the table's. */
export const bench: Bench = async (context) => {
  const { seed, signal } = context;
  const rules = readRules(rulesDirectory());
  const loaded = loadRules(rules.manifest, rules.files);
  if (!loaded.ok) throw new Error(loaded.faults.map(({ at, message }) => `${at} ${message}`).join('\n'));
  const starter = loaded.value.find(({ set }) => set.id === 'multi-need');
  if (!starter) throw new Error('rules/ has no set multi-need');
  const standard = starter.set.bands.map((band) => ({ ...band, days: band.safeWaitDays.default }));

  for (const [schedule, clinic] of Object.entries(clinics))
    for (const named of orderings(starter.set)) {
      signal.throwIfAborted();
      const seen = runs(named, scenarioOf(clinic), seed);
      const report = (what: string, unit: string, value: number, table: number | undefined): void =>
        context.figure({
          metric: `${schedule}, ${named.name}: ${what}`,
          value: Math.round(value),
          unit,
          ...(table === undefined
            ? { against: 'not in the design’s table', againstValue: Number.NaN }
            : { against: 'the design’s table', againstValue: table }),
        });
      standard.forEach(({ id, days }, rank) => {
        const { within, p90 } = summaryOf(
          seen.filter(({ band }) => band === id),
          days,
        );
        report(`${id} seen within ${days} days`, '%', within, named.table?.bands[rank]?.[0]);
        report(`${id}, nine in ten seen within`, 'days', p90, named.table?.bands[rank]?.[1]);
      });
      report('longest wait', 'days', summaryOf(seen, 0).longest, named.table?.longest);
    }
};

function runs({ ordering }: Named, scenario: Scenario, seed: number): Waited[] {
  return Array.from({ length: RUNS }, (_, run) => simulate(scenario, ordering, seed + run)).flatMap(
    ({ seen }) => seen.filter((child) => child.seen >= COUNTED_FROM && child.seen < scenario.days),
  );
}
