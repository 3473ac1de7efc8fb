import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SmtpProvider } from '../../src/comms/smtp.provider.js';
import { type SmtpSink, smtpSink } from '../support/smtp-sink.js';

const message = {
  id: '4d6e2f1a-0000-4000-8000-000000000001',
  to: { name: 'Seán O’Brien', address: 'sean@example.org' },
  subject: 'An update while you wait',
  body: 'Dear Seán O’Brien,\n\nThis is about Łucja.\n.\nA line with one dot above.\n',
};

describe('email over SMTP', () => {
  let sink: SmtpSink;
  let provider: SmtpProvider;
  beforeAll(async () => {
    sink = await smtpSink();
    provider = new SmtpProvider({
      url: sink.url,
      from: 'Breakwater <waiting@nhs.example>',
      allowList: ['@example.org'],
    });
  });
  afterAll(async () => sink.close());
  beforeEach(() => {
    sink.behave({});
    sink.taken.length = 0;
  });

  it('carries the message whole, with our id in the Message-ID', async () => {
    expect(await provider.send(message)).toEqual({ is: 'accepted', reference: null });
    expect(sink.taken).toHaveLength(1);
    const [mail] = sink.taken;
    expect(mail?.messageId).toBe(message.id);
    expect(mail?.to).toBe('sean@example.org');
    expect(mail?.raw).toContain('Auto-Submitted: auto-generated');
    expect(mail?.raw).toContain('Content-Type: text/plain; charset=utf-8');
  });

  it('is not set up with a sender that is no address', () => {
    for (const from of ['Breakwater', 'a@b.example, c@d.example', 'A <a@b.example> <c@d.example>\r\n'])
      expect(() => new SmtpProvider({ url: sink.url, from, allowList: [] })).toThrow('SMTP_FROM');
  });

  it('goes nowhere but to the allow-list, whatever it is given', async () => {
    const conversations = sink.conversations();
    for (const address of [
      'sean@elsewhere.org',
      'sean@example.org, other@example.org',
      'a@example.org\r\nRCPT TO:<b@x.y>',
    ])
      expect((await provider.send({ ...message, to: { ...message.to, address } })).is).toBe(
        'refused_for_good',
      );
    expect(sink.conversations()).toBe(conversations);
  });

  it('lets no name or subject add a header or a recipient', async () => {
    await provider.send({
      ...message,
      to: { name: 'Eve\r\nBcc: eve@elsewhere.org\r\n\r\nHello', address: 'sean@example.org' },
      subject: 'Hello\r\nBcc: eve@elsewhere.org',
    });
    const [head = ''] = (sink.taken[0]?.raw ?? '').split('\r\n\r\n');
    expect(head).not.toMatch(/^Bcc:/im);
    expect(sink.taken.map((mail) => mail.to)).toEqual(['sean@example.org']);
  });

  it.each([
    [
      'the recipient is refused for good',
      { recipient: '550 no such person <sean@example.org>' },
      'refused_for_good',
      0,
    ],
    ['the recipient is refused for now', { recipient: '451 later' }, 'refused_for_now', 0],
    ['the text is refused', { text: '554 no' }, 'refused_for_good', 0],
    ['the text is refused for now', { text: '452 full' }, 'refused_for_now', 0],
    ['the server hangs up having taken the text', { text: null }, 'unknown', 1],
  ] as const)('says what is known where %s', async (_, manners, is, taken) => {
    sink.behave(manners);
    const outcome = await provider.send(message);
    expect([outcome.is, sink.taken.length]).toEqual([is, taken]);
    expect(JSON.stringify(outcome)).not.toContain('sean@');
  });

  it('tries again later where nobody answers', async () => {
    const closed = await smtpSink();
    await closed.close();
    const unreachable = new SmtpProvider({
      url: closed.url,
      from: 'a@nhs.example',
      allowList: ['@example.org'],
    });
    expect((await unreachable.send(message)).is).toBe('refused_for_now');
  });

  it('tries again later where the server asks for a password and refuses ours', async () => {
    sink.behave({ signIn: '535 no' });
    const signedIn = new SmtpProvider({
      url: sink.url.replace('smtp://', 'smtp://us:wrong@'),
      from: 'a@nhs.example',
      allowList: ['@example.org'],
    });
    expect((await signedIn.send(message)).is).toBe('refused_for_now');
    expect(sink.taken).toEqual([]);
  });
});
