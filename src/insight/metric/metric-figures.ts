import type { Period } from '../../lib/period.ts';
import { churnRateFigure } from './churn-rate.ts';
import { adoptionFigure, licenceUtilisationFigure, type FactsOfDay } from './fact-metrics.ts';
import { unavailableFigure, type Figure } from './figure.ts';
import { healthAverageFigure, healthCoverageFigure } from './health-metrics.ts';
import { adoptionParams, firstResponseParams, healthParams, type MetricDefinition } from './metric-definition.ts';
import type { MetricRead } from './metric-read.ts';
import { instantsOf } from './metric-window.ts';
import { arrFigure, expansionFigure, grrFigure, logoChurnFigure, logoRetentionFigure, nrrFigure } from './retention-metrics.ts';
import { renewalRateFigure } from './renewals.ts';
import { firstResponseFigure, resolutionTimeFigure } from './support-metrics.ts';
import { cesFigure, csatFigure, npsFigure, type Instants } from './survey-metrics.ts';

type Compute = (read: MetricRead, window: Period, definition: MetricDefinition) => Promise<Figure>;

async function instants(read: MetricRead, window: Period): Promise<Instants> {
  return instantsOf(window, (await read.support()).untilMs);
}

async function ofFacts(read: MetricRead, window: Period, figure: (facts: FactsOfDay) => Figure): Promise<Figure> {
  const facts = await read.facts(window.to);
  return facts === null ? unavailableFigure(`Facts are not kept for ${window.to}; read this metric with --at ${window.to}, or for the present.`) : figure(facts);
}

const byRevenue = (figure: (book: Awaited<ReturnType<MetricRead['revenue']>>, fall: Awaited<ReturnType<MetricRead['waterfall']>>) => Figure): Compute => async (read, window) => figure(await read.revenue(), await read.waterfall(window.from, window.to));

const computations: Record<string, Compute> = {
  arr: async (read, window) => arrFigure(await read.revenue(), window.to),
  nrr: byRevenue(nrrFigure),
  grr: byRevenue(grrFigure),
  logoRetention: byRevenue(logoRetentionFigure),
  logoChurn: byRevenue(logoChurnFigure),
  churnRate: byRevenue(churnRateFigure),
  expansionRevenue: byRevenue(expansionFigure),
  renewalRate: async (read, window) => renewalRateFigure(await read.revenue(), window.from, window.to),
  nps: async (read, window) => npsFigure(await read.answers(), await instants(read, window), await read.arrMinorOf(window.to < read.at.day ? window.to : read.at.day)),
  csat: async (read, window) => csatFigure(await read.answers(), await instants(read, window)),
  ces: async (read, window) => cesFigure(await read.answers(), await instants(read, window)),
  firstResponse: async (read, window, definition) => firstResponseFigure(await read.support(), await instants(read, window), firstResponseParams.parse(definition.params).limitHours),
  resolutionTime: async (read, window) => resolutionTimeFigure(await read.support(), await instants(read, window)),
  adoption: (read, window, definition) => ofFacts(read, window, (facts) => adoptionFigure(facts, adoptionParams.parse(definition.params))),
  licenceUtilisation: (read, window) => ofFacts(read, window, licenceUtilisationFigure),
  healthScoreAvg: async (read, window, definition) => healthAverageFigure(await read.health(window.to), await read.customersOn(window.to), healthParams.parse(definition.params).coverageFloor, await read.arrMinorOf(window.to)),
  healthCoverage: async (read, window, definition) => healthCoverageFigure(await read.health(window.to), await read.customersOn(window.to), healthParams.parse(definition.params).coverageFloor),
  timeToValue: async () => unavailableFigure('No first-value event is defined yet.'),
  advocates: async () => unavailableFigure('No advocacy acts are recorded yet.'),
};

/** Computes a metric over a window. A definition without a computation here is unavailable, with that reason. */
export function computeFigure(read: MetricRead, definition: MetricDefinition, window: Period): Promise<Figure> {
  return computations[definition.id]?.(read, window, definition) ?? Promise.resolve(unavailableFigure(`This version cannot compute "${definition.id}".`));
}
