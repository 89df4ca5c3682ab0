/** What people call a metric, plain words, English and German. The longest that occurs wins. */
const names: { readonly [id: string]: readonly string[] } = {
  nrr: ['net revenue retention', 'net retention', 'net dollar retention', 'nrr', 'ndr', 'netto umsatzbindung', 'nettoumsatzbindung'],
  grr: ['gross revenue retention', 'gross retention', 'gross dollar retention', 'grr', 'brutto umsatzbindung', 'bruttoumsatzbindung'],
  nps: ['net promoter score', 'nps', 'weiterempfehlung'], csat: ['customer satisfaction', 'csat', 'kundenzufriedenheit', 'satisfaction'], ces: ['customer effort score', 'customer effort', 'ces'],
  churnRate: ['revenue churn rate', 'revenue churn', 'churn rate', 'churnrate', 'abwanderungsrate', 'kundigungsquote', 'abwanderungsquote'], logoChurn: ['logo churn rate', 'logo churn', 'customer churn rate', 'customer churn'], logoRetention: ['logo retention', 'customer retention', 'kundenbindung'],
  arr: ['annual recurring revenue', 'arr', 'jahrlich wiederkehrender umsatz', 'jahresumsatz', 'total revenue', 'gesamtumsatz'], adoption: ['adoption rate', 'adoption', 'nutzungsquote'], renewalRate: ['renewal rate', 'verlangerungsquote', 'verlangerungsrate'],
  expansionRevenue: ['expansion revenue', 'expansion', 'ausbauumsatz', 'erweiterungsumsatz'], firstResponse: ['first response time', 'first response', 'first reply', 'erste antwort', 'erstantwort'], resolutionTime: ['resolution time', 'time to resolution', 'losungszeit'],
  healthScoreAvg: ['average health score', 'average health', 'mean health', 'durchschnittliche gesundheit', 'mittlere gesundheit'], healthCoverage: ['health coverage', 'abdeckung'], licenceUtilisation: ['licence utilisation', 'license utilization', 'seat utilisation', 'seat utilization', 'lizenznutzung', 'lizenzauslastung'], timeToValue: ['time to first value', 'time to value', 'ttv'], advocates: ['number of advocates'],
};
const phrases = Object.entries(names).flatMap(([id, list]) => list.map((phrase) => ({ id, phrase }))).sort((a, b) => b.phrase.length - a.phrase.length);

/** Finds a metric in a plain question and replaces it by `@metric`. Pure. */
export function findMetric(text: string): { text: string; metric: string | null } {
  const padded = ` ${text} `;
  const found = phrases.find(({ phrase }) => padded.includes(` ${phrase} `));
  return found ? { text: padded.replace(` ${found.phrase} `, ' @metric ').trim(), metric: found.id } : { text, metric: null };
}
