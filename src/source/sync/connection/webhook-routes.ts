import type { FastifyInstance } from 'fastify';
import { toDate, type Clock } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { SecretBox } from '../../../platform/secret-box.ts';
import { createTokenBucket } from '../../../platform/token-bucket.ts';
import type { Connector } from '../../connector/connector.ts';
import { vendors } from '../../connector/vendors.ts';
import { toleranceMs, verifyWebhook, type Delivery } from '../../connector/webhook.ts';
import { findConnection, openCredentials } from './connection-store.ts';

export interface WebhookDeps {
  db: Db;
  clock: Clock;
  box(): SecretBox;
  /** Reading is wanted now. */
  wake(): void;
}

const bodyLimitBytes = 1024 * 1024;
const perSender = createTokenBucket(200, 50);

/** What became of a delivery: `taken` it asks for a reading, `known` it came before. */
export type Taken = 'taken' | 'known';

/**
 * Takes a delivery that says something changed at a vendor. Only its signature, age and id count: what changed is read from the vendor itself, so that
 * deliveries may come late, twice and in any order. Throws `notFound` where the vendor sends nothing here, `unauthenticated` for a forged or old one.
 */
export async function takeDelivery(deps: WebhookDeps, connector: Connector | undefined, delivery: Delivery): Promise<Taken> {
  const { db, clock } = deps;
  const row = connector?.webhook ? await findConnection(db, connector.vendor) : undefined;
  const secret = connector?.webhook && row && row.state !== 'disconnected' ? openCredentials(deps.box(), row)[connector.webhook.secret] : undefined;
  if (!connector?.webhook || !row || !secret) throw fault('notFound', 'webhook', 'Nothing takes deliveries here.', { remedy: 'Enter the signing secret with "source set VENDOR".' });
  const now = clock.wall();
  const verdict = verifyWebhook(connector.webhook, delivery, secret, now.getTime());
  if (!verdict.ok) throw fault('unauthenticated', `webhook_${verdict.why}`, verdict.why === 'old' ? 'The delivery is too old, or its clock is wrong.' : 'The signature does not fit.');
  return db.tx(async (tx) => {
    await tx.query('delete from connection_delivery where received_at < $1', [toDate(now.getTime() - 2 * toleranceMs)]);
    const fresh = await tx.maybe('insert into connection_delivery (source_id, id, received_at) values ($1, $2, $3) on conflict do nothing returning 1', [row.source_id, verdict.id, now]);
    if (!fresh) return 'known';
    await tx.query("update connection set due_at = least(due_at, $2) where source_id = $1 and state = 'active'", [row.source_id, now]);
    return 'taken';
  });
}

/** POST /v1/webhooks/VENDOR: deliveries of connected vendors. Answers 200 once it is noted. */
export function webhookRoutes(app: FastifyInstance, deps: WebhookDeps): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyLimitBytes }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { vendor: string } }>('/v1/webhooks/:vendor', { bodyLimit: bodyLimitBytes }, async (request) => {
      const wait = perSender.take(request.ip, deps.clock.wall().getTime());
      if (wait) throw fault('rateLimited', 'rate', 'Too many deliveries from this address.', { retryAfterSeconds: wait });
      const connector = vendors.find((one) => one.connector.vendor === request.params.vendor)?.connector;
      const taken = await takeDelivery(deps, connector, { headers: request.headers, raw: (request.body as Buffer | undefined) ?? Buffer.alloc(0) });
      if (taken === 'taken') deps.wake();
      return { received: true };
    });
  });
}
