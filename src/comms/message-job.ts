/** The queue of messages, and its one kind of job: `noun.verb`, with one id and nothing else. */
export const MESSAGES = 'messages';
export const DELIVER = 'message.deliver';

export interface DeliverMessage {
  id: string;
}
