import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { Config } from '../platform/config/config.js';
import { isAllowed } from './allow-list.js';
import { emailAddress } from './email-address.js';
import type { MessageProvider, OutgoingMessage, SendOutcome } from './message-provider.js';
import { type SmtpFault, smtpOutcome } from './smtp-outcome.js';

type SmtpSettings = NonNullable<Config['smtp']>;

/** Well under the time after which a worker is taken for dead (`CLAIM_MINUTES`). */
const WHOLE_CONVERSATION_MS = 60_000;

/**
 * Email over SMTP, one conversation a message. It speaks to the connection itself and not through a transport, because
 * it must know whether the text had begun to leave when something went wrong. The server does not drop repeats, so what
 * nobody can know becomes uncertain; our id is in the Message-ID, by which the server's log can be asked.
 */
export class SmtpProvider implements MessageProvider {
  readonly name = 'smtp';
  readonly deduplicates = false;

  /** Our own address, from SMTP_FROM. */
  private readonly sender: string;

  /** Throws where SMTP_FROM holds no address: nothing could ever be sent. */
  constructor(private readonly settings: SmtpSettings) {
    const sender = emailAddress(/^[^<>,\r\n]*<([^<>]*)>$/.exec(settings.from)?.[1] ?? settings.from);
    if (sender === undefined) throw new Error('SMTP_FROM must hold one email address');
    this.sender = sender;
  }

  mayReceive(address: string): boolean {
    return isAllowed(this.settings.allowList, address);
  }

  async send(message: OutgoingMessage): Promise<SendOutcome> {
    const address = emailAddress(message.to.address);
    if (address === undefined) return { is: 'refused_for_good', why: 'the address is not one email address' };
    if (!this.mayReceive(address))
      return { is: 'refused_for_good', why: 'the address is not on the allow-list' };
    return this.converse(await this.compose(message, address), { from: this.sender, to: [address] });
  }

  private compose(message: OutgoingMessage, address: string): Promise<Buffer> {
    return new MailComposer({
      messageId: `<${message.id}@${this.sender.slice(this.sender.indexOf('@') + 1)}>`,
      from: this.settings.from,
      to: { name: message.to.name, address },
      subject: message.subject,
      text: message.body,
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build();
  }

  private converse(raw: Buffer, envelope: { from: string; to: string[] }): Promise<SendOutcome> {
    const options = parseConnectionUrl(this.settings.url);
    const connection = new SMTPConnection({
      ...options,
      // A relay that offers no encryption is refused, unless it is on this machine or the address says so by itself.
      requireTLS:
        typeof options.requireTLS === 'boolean'
          ? options.requireTLS
          : !(options.secure === true || isLoopback(options.host)),
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    });
    let textBegan = false;
    // The connection reads it only after the server has said that it may begin (354).
    const text = new Readable({
      read() {
        textBegan = true;
        this.push(raw);
        this.push(null);
      },
    });
    return new Promise<SendOutcome>((resolve) => {
      let deadline: NodeJS.Timeout | undefined = undefined;
      let settled = false;
      const settle = (outcome: SendOutcome): void => {
        if (settled) return;
        settled = true;
        clearTimeout(deadline);
        text.destroy();
        connection.close();
        resolve(outcome);
      };
      const fail = (fault: SmtpFault): void => settle(smtpOutcome(fault, textBegan));
      deadline = setTimeout(() => fail({ code: 'ETIMEDOUT' }), WHOLE_CONVERSATION_MS);
      connection.on('error', fail);
      connection.on('end', () => fail({ code: 'ECONNECTION' }));
      const hand = (): void =>
        connection.send(envelope, text, (error) => {
          if (error) fail(error);
          else settle({ is: 'accepted', reference: null });
        });
      connection.connect((error) => {
        if (error) fail(error);
        else if (options.auth)
          connection.login(options.auth, (refused) => (refused ? fail(refused) : hand()));
        else hand();
      });
    });
  }
}

const isLoopback = (host: string | undefined): boolean =>
  host === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);
