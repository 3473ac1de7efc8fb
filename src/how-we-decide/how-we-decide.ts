import { factDefinition } from '../facts/vocabulary.js';
import type { Answerer, Band, RuleSet } from '../rule-sets/rule-set.js';
import { listWords, shareWords, togetherWords, waitWords, whomWeAsk } from './family-words.js';
import { isTold } from './is-told.js';
import { versionLog, type LoggedVersion, type RuleVersion } from './version-log.js';
import { orderExample, type OrderExample } from './order-example.js';

/** A rule set as families may read it: its words for families and nothing else of it. */
export interface HowWeDecide {
  version: string;
  lists: readonly string[];
  /** Whether it has been published, which needs everybody's agreement. */
  agreed: boolean;
  bands: readonly ShownBand[];
  /** What can move a child up, first what can move one furthest. */
  raises: readonly string[];
  /** Some rules have no words for families. */
  moreRaises: boolean;
  /** What decides where more than one rule is true. */
  together: string;
  /** Every rule says “at least”, so that none can lower. */
  onlyRaises: boolean;
  asks: readonly { of: string; about: readonly string[] }[];
  /** Somebody is asked things that are not listed. */
  asksMore: boolean;
  protectedBands: readonly string[];
  /** Of a hundred who are seen, how many the rules keep for whoever used most of the safe wait, in any group. */
  keptSlots: number;
  example: OrderExample | null;
  log: readonly LoggedVersion[];
}

export interface ShownBand {
  title: string;
  wait: string;
  /** Lists with a wait of their own. */
  otherwise: readonly string[];
  looked: string;
}

/** `versions`: every version of the set up to the one in force, the oldest first, that one last. */
export function howWeDecide(versions: readonly RuleVersion[]): HowWeDecide {
  const inForce = versions.at(-1);
  if (!inForce) throw new RangeError('one version at least is in force');
  const { set, agreed } = inForce;
  const bands = [...set.bands].sort((a, b) => a.rank - b.rank);
  return {
    version: set.version,
    lists: set.serviceLines.map(listWords),
    agreed,
    bands: bands.map((band) => shownBand(band)),
    ...raisesOf(set, bands),
    together: togetherWords[set.combine],
    onlyRaises: set.combine === 'most-urgent',
    ...asksOf(set),
    protectedBands: bands.flatMap(({ id, title }) => {
      const from = set.orderPolicy.protectedBands.find(({ band }) => band === id);
      return from ? [`${title}: ${shareWords(from.fromSharePercent)}`] : [];
    }),
    keptSlots: set.orderPolicy.keptSlotsPercent,
    example: orderExample(set),
    log: versionLog(versions),
  };
}

function shownBand({ title, safeWaitDays, reviewWithinDays }: Band): ShownBand {
  const own = Object.entries(safeWaitDays).filter(
    ([line, days]) => line !== 'default' && days !== safeWaitDays.default,
  );
  return {
    title,
    wait: waitWords(safeWaitDays.default),
    otherwise: own.map(([line, days]) => `${waitWords(days)} for ${listWords(line)}`),
    looked: waitWords(reviewWithinDays),
  };
}

/** Words for families alone: a rule without any is never told from here, only that there are such rules. */
function raisesOf(set: RuleSet, bands: readonly Band[]): Pick<HowWeDecide, 'raises' | 'moreRaises'> {
  const ruled = set.rules.flatMap(({ event }) => (event.type === 'band' ? [event.params] : []));
  const reasons = bands.flatMap(({ id }) =>
    ruled.flatMap(({ band, reason }) => (band === id && reason.family !== null ? [reason.family] : [])),
  );
  return {
    raises: [...new Set(reasons)].flatMap((code) => set.familyReasons[code] ?? []),
    moreRaises: ruled.some(({ reason }) => reason.family === null),
  };
}

function asksOf(set: RuleSet): Pick<HowWeDecide, 'asks' | 'asksMore'> {
  const all = Object.values(set.mustKnow).flat();
  const answerers: readonly Answerer[] = ['parent', 'child', 'school', 'clinician', 'council'];
  const about = (of: Answerer): string[] =>
    all
      .filter((must) => must.askOf === of && isTold(must))
      .flatMap(({ fact }) => factDefinition(fact)?.meaning.family ?? []);
  return {
    asks: answerers
      .map((of) => ({ of: whomWeAsk[of], about: [...new Set(about(of))] }))
      .filter((ask) => ask.about.length > 0),
    asksMore: all.some((must) => !isTold(must)),
  };
}
