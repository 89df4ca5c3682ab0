/** The fictional vendor. Everything made here is labelled with it. */
export const vendorName = 'Northlight (sample company)';

/** Features of the vendor's product in the order customers usually adopt them, with their share of use once adopted. */
export const features: readonly { name: string; share: number }[] = [
  { name: 'board_viewed', share: 22 },
  { name: 'task_created', share: 14 },
  { name: 'task_completed', share: 13 },
  { name: 'comment_added', share: 11 },
  { name: 'file_attached', share: 6 },
  { name: 'timeline_viewed', share: 7 },
  { name: 'form_submitted', share: 4 },
  { name: 'dashboard_viewed', share: 6 },
  { name: 'automation_run', share: 6 },
  { name: 'time_logged', share: 5 },
  { name: 'report_exported', share: 3 },
  { name: 'approval_requested', share: 3 },
  { name: 'portfolio_viewed', share: 3 },
  { name: 'integration_synced', share: 4 },
];

export type SegmentName = 'enterprise' | 'mid-market' | 'smb';

/** How customers of a segment differ. Seats and prices are lists; `yearlyChurn` is the base rate before fit; `touchDays` the usual gap between contacts. */
export const segments: Record<SegmentName, { share: number; seats: [number, number]; plan: string; seatPrice: number; terms: readonly number[]; yearlyChurn: number; touchDays: number; contacts: [number, number] }> = {
  enterprise: { share: 0.13, seats: [60, 150], plan: 'Enterprise', seatPrice: 624, terms: [12, 12, 12, 36, 36], yearlyChurn: 0.06, touchDays: 14, contacts: [5, 9] },
  'mid-market': { share: 0.35, seats: [15, 44], plan: 'Business', seatPrice: 408, terms: [12, 12, 12, 12, 6, 36], yearlyChurn: 0.12, touchDays: 26, contacts: [3, 6] },
  smb: { share: 0.52, seats: [4, 12], plan: 'Team', seatPrice: 252, terms: [1, 12, 12, 12, 1, 6], yearlyChurn: 0.19, touchDays: 48, contacts: [2, 3] },
};

/** Add-ons with a flat yearly price per segment; whole units of the currency. */
export const addOns: readonly { name: string; price: Record<SegmentName, number>; chance: Record<SegmentName, number> }[] = [
  { name: 'Automation pack', price: { enterprise: 14_400, 'mid-market': 3_600, smb: 900 }, chance: { enterprise: 0.6, 'mid-market': 0.35, smb: 0.15 } },
  { name: 'Portfolio insights', price: { enterprise: 18_000, 'mid-market': 4_800, smb: 1_200 }, chance: { enterprise: 0.5, 'mid-market': 0.25, smb: 0.05 } },
  { name: 'Premium support', price: { enterprise: 24_000, 'mid-market': 6_000, smb: 1_500 }, chance: { enterprise: 0.7, 'mid-market': 0.25, smb: 0.04 } },
];

/** Customer success managers of the vendor: the first two carry enterprise, the next three mid-market, the rest small customers. */
export const owners: readonly { name: string; segment: SegmentName }[] = [
  { name: 'Amara Okonkwo', segment: 'enterprise' },
  { name: 'Jonas Lindqvist', segment: 'enterprise' },
  { name: 'Priya Raghavan', segment: 'mid-market' },
  { name: 'Mateo Herrera', segment: 'mid-market' },
  { name: 'Hannah Whitlock', segment: 'mid-market' },
  { name: 'Tomasz Zielinski', segment: 'smb' },
  { name: 'Leila Farahani', segment: 'smb' },
  { name: 'Callum Reid', segment: 'smb' },
];

/** E-mail of a colleague at the vendor. */
export function vendorEmail(name: string): string {
  return `${name.toLowerCase().replaceAll(' ', '.')}@northlight.example`;
}

/** Causes of leaving, their share, and the words the exit record carries. `silent` leaves no trace beforehand. */
export const churnCauses = [
  { cause: 'usage_decay', share: 30, reason: 'Low adoption' },
  { cause: 'champion_left', share: 17, reason: 'Champion left' },
  { cause: 'ticket_trouble', share: 14, reason: 'Product quality and support' },
  { cause: 'price', share: 14, reason: 'Price' },
  { cause: 'business_closed', share: 8, reason: 'Customer restructured' },
  { cause: 'silent', share: 17, reason: 'Not given' },
] as const;
export type ChurnCause = (typeof churnCauses)[number]['cause'];
