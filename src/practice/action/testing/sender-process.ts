import { systemClock } from '../../../lib/clock.ts';
import { openMailer } from '../../../platform/mail/mailer.ts';
import { openDatabase } from '../../../platform/postgres/database.ts';
import type { ChannelId } from '../action-type.ts';
import type { ActionChannel } from '../channel.ts';
import { emailChannel } from '../email-channel.ts';
import { sendActions } from '../send-actions.ts';
import { webhookChannel } from '../webhook-channel.ts';

// A sender of its own, to be killed at any moment. Its settings come as JSON in the first argument.
const { postgres, smtpUrl, allowHosts } = JSON.parse(process.argv[2] ?? '{}') as { postgres: object; smtpUrl: string; allowHosts: string[] };
const db = openDatabase({ ...postgres, max: 4 });
const web = webhookChannel({ db, allowHosts });
const channels = new Map<ChannelId, ActionChannel>([['email', emailChannel(openMailer({ smtpUrl, mailFrom: 'success@vendor.example' }))], ['webhook', web], ['chat', web]]);
for (;;) {
  const more = await sendActions({ db, clock: systemClock(), channels, linkBase: () => 'https://cs.vendor.example', listeners: [] });
  if (!more) await new Promise((done) => setTimeout(done, 30));
}
