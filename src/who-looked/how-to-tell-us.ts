import type { ContactPoint } from '../comms/contact-point.js';

/** How a family says that something worries them; the invented contact point of the demonstration is never given. */
export function howToTellUs({ name, phone, email, hours, isExample }: ContactPoint): string {
  if (isExample)
    return 'If something here worries you, or you want to know who looked, please tell the team that sent you this page.';
  return `If something here worries you, or you want to know who looked, please tell ${name}. You can call ${phone} or email ${email} (${hours}).`;
}
