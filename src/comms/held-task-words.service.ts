import { Injectable } from '@nestjs/common';
import { TaskReading } from '../tasks/task-reading.service.js';
import { heldFor, MESSAGE_HELD } from './hold-task.js';
import { MessageListRepository } from './message-list.repository.js';
import { hiddenFrom, reasonTitle } from './shown-reason.js';

/** A task of a held message says why it is held to each reader as the page of messages says it to them, and no more. */
@Injectable()
export class HeldTaskWords {
  constructor(reading: TaskReading, list: MessageListRepository) {
    reading.inWords(MESSAGE_HELD, async (tx, viewer, tasks) => {
      const shown = await list.shownReasons(
        { tx, hidden: hiddenFrom(viewer.role) },
        tasks.flatMap(({ id, childId, detail }) =>
          heldFor(detail).map((reason) => ({ id, childId, reason })),
        ),
      );
      return new Map([...shown].map(([id, reasons]) => [id, [...reasons].map(reasonTitle)]));
    });
  }
}
