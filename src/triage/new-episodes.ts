import { type Alarm, inputKeyOf } from './act-today.js';

/** From a decision that said act today until a named person recorded what was done. */
export interface OpenEpisode {
  referralId: string;
  /** One name for its evidence; the same on every list of the child, and in its task. */
  inputKey: string;
  evidence: readonly string[];
}

/** What is known of act today about one child, over every list. */
export interface EpisodesOfChild {
  open: readonly OpenEpisode[];
  /** Evidence that a named person has dealt with. */
  dealtWith: ReadonlySet<string>;
}

export interface NewEpisode extends OpenEpisode {
  childId: string;
  decisionId: string;
  /** What the task says; null: another list of the child has raised it already, and one task stands for both. */
  task: { titles: readonly string[]; whatToDo: readonly string[] } | null;
}

/**
 * The episodes an alarm starts, none where all it rests on is dealt with or in somebody's hands. New danger while a task
 * is open is an episode of its own, with its own hour: whoever took on the first has not heard of the second.
 */
export function newEpisodes(alarm: Alarm, known: EpisodesOfChild | undefined): NewEpisode[] {
  const { referralId, childId, decisionId } = alarm;
  const open = known?.open ?? [];
  const here = open.filter((episode) => episode.referralId === referralId);
  const covered = new Set([...(known?.dealtWith ?? []), ...here.flatMap(({ evidence }) => evidence)]);
  const isNew = (item: string): boolean => !covered.has(item);
  const of = { referralId, childId, decisionId };
  const episodes: NewEpisode[] = [];
  // The child has joined a list, or is decided on it only now: it stands first there too until the same task is done.
  for (const { inputKey, evidence } of open) {
    if (episodes.some((episode) => episode.inputKey === inputKey)) continue;
    if (!evidence.some((item) => isNew(item) && restsOn(alarm, item))) continue;
    episodes.push({ ...of, inputKey, evidence, task: null });
    for (const item of evidence) covered.add(item);
  }
  const routes = alarm.routes.filter(({ evidence }) => evidence.some(isNew));
  const fresh = [...new Set(routes.flatMap(({ evidence }) => evidence).filter(isNew))].sort();
  if (fresh.length === 0) return episodes;
  const task = {
    titles: routes.map(({ title }) => title),
    whatToDo: [...new Set(routes.flatMap(({ whatToDo }) => whatToDo))],
  };
  return [...episodes, { ...of, inputKey: inputKeyOf(fresh), evidence: fresh, task }];
}

function restsOn(alarm: Alarm, item: string): boolean {
  return alarm.routes.some(({ evidence }) => evidence.includes(item));
}
