import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What the sink does at each step of a conversation; by default it takes everything at once. */
export interface SinkManners {
  /** Milliseconds before the greeting; Infinity: never. */
  greetAfter?: number;
  /** Offers sign-in, and answers so to it. */
  signIn?: string;
  /** The answer to the recipient. */
  recipient?: string;
  /** Milliseconds between having a whole message and saying so; Infinity: never. */
  answerAfter?: number;
  /** The answer to the text; null: hang up instead. */
  text?: string | null;
}

export interface TakenMail {
  messageId: string;
  to: string;
  raw: string;
}

/** A mail server for tests: speaks enough SMTP to take a message, and keeps every one whose last line it was given. */
export interface SmtpSink {
  url: string;
  taken: TakenMail[];
  /** Conversations that have begun. */
  conversations(): number;
  behave(manners: SinkManners): void;
  /** Resolves once so many messages were taken. */
  hasTaken(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function smtpSink(): Promise<SmtpSink> {
  const taken: TakenMail[] = [];
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let manners: SinkManners = {};
  let conversations = 0;

  const server = createServer((socket) => {
    conversations++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const mine = manners;
    const say = (line: string): void => void (socket.writable && socket.write(`${line}\r\n`));
    const after = (milliseconds: number | undefined, then: () => void): void => {
      if (milliseconds === Infinity) return;
      if (milliseconds === undefined) then();
      else setTimeout(then, milliseconds);
    };
    let buffered = '';
    let to = '';
    let inText = false;
    after(mine.greetAfter, () => say('220 sink.example.org ESMTP'));
    socket.on('data', (chunk: Buffer) => {
      buffered += chunk.toString();
      for (;;) {
        const end = buffered.indexOf(inText ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = buffered.slice(0, end);
        buffered = buffered.slice(end + (inText ? 5 : 2));
        if (inText) {
          inText = false;
          const answer = mine.text === undefined ? '250 taken' : mine.text;
          if (answer?.startsWith('2') ?? true)
            taken.push({ messageId: /^Message-ID: <([^@>]+)/im.exec(piece)?.[1] ?? '', to, raw: piece });
          for (const look of waiting) look();
          after(mine.answerAfter, () => (answer === null ? void socket.destroy() : say(answer)));
          continue;
        }
        const command = piece.slice(0, 4).toUpperCase();
        if (command === 'EHLO')
          say(mine.signIn ? '250-sink.example.org\r\n250 AUTH PLAIN' : '250 sink.example.org');
        else if (command === 'AUTH' && mine.signIn) say(mine.signIn);
        else if (command === 'RCPT') {
          to = /<([^>]*)>/.exec(piece)?.[1] ?? '';
          say(mine.recipient ?? '250 ok');
        } else if (command === 'DATA') {
          inText = true;
          say('354 go on');
        } else if (command === 'QUIT') {
          say('221 bye');
          socket.end();
        } else say('250 ok');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    conversations: () => conversations,
    behave: (next) => (manners = next),
    hasTaken: (count) =>
      new Promise((done) => {
        const look = (): void => void (taken.length >= count && done());
        waiting.push(look);
        look();
      }),
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}
