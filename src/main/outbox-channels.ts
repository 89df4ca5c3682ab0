import type { Config } from '../platform/config/config.ts';
import { openMailer } from '../platform/mail/mailer.ts';
import type { Db } from '../platform/postgres/database.ts';
import type { ChannelId } from '../practice/action/action-type.ts';
import type { ActionChannel } from '../practice/action/channel.ts';
import { emailChannel } from '../practice/action/email-channel.ts';
import { webhookChannel } from '../practice/action/webhook-channel.ts';
import { vendorChannel } from '../practice/action/write-back/vendor-channel.ts';
import type { Context } from '../platform/operation/context.ts';
import type { SyncDeps } from '../source/sync/connection/run-sync.ts';

/** The ways out of this instance: chats, webhooks and connected vendors always, e-mail once a server and a sender are configured. */
export function outboxChannels({ smtpUrl, mailFrom, allowHosts }: Pick<Config, 'smtpUrl' | 'mailFrom' | 'allowHosts'>, db: Db, vendors?: { context(): Context; sync: SyncDeps }): { channels: ReadonlyMap<ChannelId, ActionChannel>; close(): void } {
  const web = webhookChannel({ db, allowHosts });
  const mailer = smtpUrl && mailFrom ? openMailer({ smtpUrl, mailFrom }) : undefined;
  const channels = new Map<ChannelId, ActionChannel>([['chat', web], ['webhook', web]]);
  if (vendors) channels.set('vendor', vendorChannel(vendors.context, vendors.sync));
  if (mailer) channels.set('email', emailChannel(mailer));
  return { channels, close: () => mailer?.close() };
}
