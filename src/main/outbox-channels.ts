import type { Config } from '../platform/config/config.ts';
import { openMailer } from '../platform/mail/mailer.ts';
import type { Db } from '../platform/postgres/database.ts';
import type { ChannelId } from '../practice/action/action-type.ts';
import type { ActionChannel } from '../practice/action/channel.ts';
import { emailChannel } from '../practice/action/email-channel.ts';
import { webhookChannel } from '../practice/action/webhook-channel.ts';

/** The ways out of this instance: chats and webhooks always, e-mail once a server and a sender are configured. */
export function outboxChannels({ smtpUrl, mailFrom, allowHosts }: Pick<Config, 'smtpUrl' | 'mailFrom' | 'allowHosts'>, db: Db): { channels: ReadonlyMap<ChannelId, ActionChannel>; close(): void } {
  const web = webhookChannel({ db, allowHosts });
  const mailer = smtpUrl && mailFrom ? openMailer({ smtpUrl, mailFrom }) : undefined;
  const channels = new Map<ChannelId, ActionChannel>([['chat', web], ['webhook', web]]);
  if (mailer) channels.set('email', emailChannel(mailer));
  return { channels, close: () => mailer?.close() };
}
