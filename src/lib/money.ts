/** Money as integer minor units of an ISO 4217 currency. */
export interface Money {
  minor: number;
  currency: string;
}

const digitsByCurrency = new Map<string, number>();

/** How many decimals a currency's minor unit has (2 for USD, 0 for JPY, 3 for KWD). */
export function minorDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** Minor units of a decimal amount, rounded half away from zero. */
export function toMinor(amount: number, currency: string): number {
  const scaled = amount * 10 ** minorDigits(currency);
  return Math.sign(scaled) * Math.round(Math.abs(scaled) + 1e-9);
}

/** The decimal amount of minor units. */
export function fromMinor(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency);
}

/** The annual amount of an amount paid each `months` months. */
export function annualOf(minor: number, months: number): number {
  return Math.round((minor * 12) / months);
}
