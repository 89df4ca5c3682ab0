import { fault } from '../../lib/fault.ts';
import type { Connector } from './connector.ts';
import type { Simulate } from './simulator/sim-vendor.ts';
import { gainsight } from './gainsight/gainsight.ts';
import { simulateGainsight } from './gainsight/gainsight-simulator.ts';
import { salesforce } from './salesforce/salesforce.ts';
import { simulateSalesforce } from './salesforce/salesforce-simulator.ts';
import { zendesk } from './zendesk/zendesk.ts';
import { simulateZendesk } from './zendesk/zendesk-simulator.ts';

/** A vendor that can be connected, and the server that stands in for it. */
export interface Vendor {
  connector: Connector;
  simulate: Simulate;
}

/** Every vendor. A new one is a folder and a line here. */
export const vendors: readonly Vendor[] = [
  { connector: gainsight, simulate: simulateGainsight },
  { connector: salesforce, simulate: simulateSalesforce },
  { connector: zendesk, simulate: simulateZendesk },
];

/** The vendor of a name, or a `notFound` Fault that names those there are. */
export function vendorOf(name: string): Vendor {
  const found = vendors.find(({ connector }) => connector.vendor === name.toLowerCase());
  if (!found) throw fault('notFound', 'vendor', `"${name}" cannot be connected.`, { remedy: `These can: ${vendors.map(({ connector }) => connector.vendor).join(', ')}.` });
  return found;
}

/** The connector of that name, if there is one. */
export function findConnector(name: string): Connector | undefined {
  return vendors.find(({ connector }) => connector.vendor === name)?.connector;
}

/** The connector of a vendor, or a `notFound` Fault. */
export function connectorOf(name: string): Connector {
  return vendorOf(name).connector;
}
