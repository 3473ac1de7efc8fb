/** Whoever carries messages to families. */
export const MESSAGE_PROVIDER = Symbol('MessageProvider');

export interface OutgoingMessage {
  /** Ours: the same however often it is handed over. */
  id: string;
  to: { name: string; address: string };
  subject: string;
  body: string;
}

/** What became of a hand-over. `why` says what the provider did, and never holds an address or any text of the message. */
export type SendOutcome =
  | { is: 'accepted'; reference: string | null }
  /** Not taken, for certain; worth trying again. */
  | { is: 'refused_for_now'; why: string }
  /** Not taken, for certain; trying again changes nothing. */
  | { is: 'refused_for_good'; why: string }
  /** Nobody can know whether it was taken. */
  | { is: 'unknown'; why: string };

export interface MessageProvider {
  readonly name: string;
  /** Takes a message of one id once, however often it is handed over. */
  readonly deduplicates: boolean;
  mayReceive(address: string): boolean;
  /** Answers within a minute, and never throws for what a provider does. */
  send(message: OutgoingMessage): Promise<SendOutcome>;
}
