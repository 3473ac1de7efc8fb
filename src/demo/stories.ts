import { scattered } from './random.js';
import type { Telling } from './said.js';

/**
 * Children a demo must have: the ones rules exist for. They stand at fixed places of every 400 children, so that each
 * story is told by a handful in Plymouth's size and by more in a larger one.
 */
export type Story =
  | 'danger_now'
  | 'several_needs'
  | 'disagreement'
  | 'stale'
  | 'recorded_unknown'
  | 'nothing_said'
  | 'ordinary';

const EVERY = 400;

export function storyOf(seed: number, child: number, children: number): Story {
  const place = scattered(child, children, seed + 13) % EVERY;
  if (place === 7) return 'danger_now';
  if (place >= 20 && place < 28) return 'several_needs';
  if (place >= 50 && place < 56) return 'disagreement';
  if (place >= 60 && place < 66) return 'stale';
  if (place >= 70 && place < 76) return 'recorded_unknown';
  return place >= 80 && place < 116 ? 'nothing_said' : 'ordinary';
}

/** Tells the story. What it says is settled: ordinary voices do not say it differently afterwards. */
export function tellStory(story: Story, telling: Telling): void {
  switch (story) {
    case 'danger_now':
      dangerNow(telling);
      break;
    case 'several_needs':
      severalNeeds(telling);
      break;
    case 'disagreement':
      telling.tell('reduced_access_to_education', 'yes', 'parent', telling.heardAt, [3, 20]);
      telling.tell('reduced_access_to_education', 'no', 'school', 'PLYMOUTH-CC', [3, 20]);
      if (telling.on('mental_health')) {
        telling.tell('self_harm', 'none', 'parent', 'NR5', [3, 20]);
        telling.tell('self_harm', 'current', 'child', 'NR5', [3, 20]);
      }
      break;
    case 'stale':
      telling.tell('feels_safe', 'yes', 'child', telling.heardAt, [70, 150]);
      telling.tell('getting_worse', 'no', 'parent', 'NR5', [60, 150]);
      telling.tell('suicidal_ideation', 'none', 'clinician', telling.heardAt, [60, 150]);
      break;
    case 'recorded_unknown':
      for (const code of ['feels_safe', 'suicidal_ideation', 'self_harm'])
        telling.tell(code, 'unknown', 'clinician', telling.heardAt, [1, 30]);
      telling.tell('getting_worse', 'unknown', 'parent', telling.heardAt, [1, 30]);
      break;
    default:
      break;
  }
  telling.settle();
}

function dangerNow(telling: Telling): void {
  const kind =
    telling.ageMonths < 108 ? 'unsafe' : telling.random.pick(['plan', 'thoughts', 'unsafe'] as const);
  if (kind === 'plan') {
    telling.tell('suicidal_ideation', 'current_with_plan', 'clinician', telling.heardAt, [0, 2]);
  } else if (kind === 'thoughts') {
    telling.tell('suicidal_ideation', 'current_no_plan', 'clinician', telling.heardAt, [0, 4]);
    telling.tell('self_harm', 'current', 'child', telling.heardAt, [0, 4]);
    telling.tell('getting_worse', 'yes', 'parent', telling.heardAt, [0, 4]);
  } else {
    telling.tell('feels_safe', 'no', telling.ageMonths < 60 ? 'clinician' : 'child', telling.heardAt, [0, 3]);
  }
}

function severalNeeds(telling: Telling): void {
  const first = [...telling.waits.keys()][0];
  if (first) telling.tellAbout(first, 'functional_impact', '3', 'clinician', telling.heardAt);
  telling.tell('parent_carer_not_coping', 'yes', 'parent', telling.heardAt, [5, 50]);
  telling.tell('child_in_need', 'yes', 'council', 'PLYMOUTH-CC', [20, 80]);
  if (telling.ageMonths >= 60) {
    telling.tell('reduced_access_to_education', 'yes', 'school', 'PLYMOUTH-CC', [5, 50]);
    telling.tell(
      'suspension_days_this_year',
      String(telling.random.int(6, 14)),
      'school',
      'PLYMOUTH-CC',
      [5, 40],
    );
  }
}
