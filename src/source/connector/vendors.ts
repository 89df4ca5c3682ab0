import { fault } from '../../lib/fault.ts';
import type { Connector } from './connector.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { zendesk } from './zendesk/zendesk.ts';

/** Every vendor that can be connected. A new one is a folder and a line here. */
export const connectors: readonly Connector[] = [salesforce, zendesk];

/** The connector of a vendor, or a `notFound` Fault that names those there are. */
export function connectorOf(vendor: string): Connector {
  const found = connectors.find((one) => one.vendor === vendor.toLowerCase());
  if (!found) throw fault('notFound', 'vendor', `"${vendor}" cannot be connected.`, { remedy: `These can: ${connectors.map((one) => one.vendor).join(', ')}.` });
  return found;
}
