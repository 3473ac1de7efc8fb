import type { SendOutcome } from './message-provider.js';

/** What is kept of an SMTP error: never the server's words, which repeat the address. */
export interface SmtpFault {
  /** The command the server answered, for example `RCPT TO`; `CONN` where there was no answer to one. */
  command?: string | undefined;
  /** The server's reply code. */
  responseCode?: number | undefined;
  /** The library's or the system's, for example ECONNREFUSED. */
  code?: string | undefined;
}

/**
 * What an SMTP error means for the message, by how far the conversation had come. Once the text has begun to leave, only
 * the server's own answer to it says whether it was taken (RFC 5321 §6.1); silence then means that nobody knows. A
 * refusal of the recipient or of the message for good concerns this message; any earlier refusal (greeting, sign-in,
 * sender) is about us, and is tried again.
 */
export function smtpOutcome(fault: SmtpFault, textBegan: boolean): SendOutcome {
  const { command, responseCode, code } = fault;
  const answered = responseCode !== undefined && command !== undefined && command !== 'CONN';
  if (textBegan && !(answered && command === 'DATA'))
    return {
      is: 'unknown',
      why: `the connection was lost after the text began to leave (${code ?? 'no code'})`,
    };
  if (!answered)
    return { is: 'refused_for_now', why: `the mail server was not reached (${code ?? 'no code'})` };
  const why = `the mail server answered ${responseCode} to ${command}`;
  const aboutThisMessage = command === 'RCPT TO' || command === 'DATA';
  return responseCode >= 500 && aboutThisMessage
    ? { is: 'refused_for_good', why }
    : { is: 'refused_for_now', why };
}
