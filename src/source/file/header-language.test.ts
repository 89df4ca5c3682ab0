import { describe, expect, it } from 'vitest';
import { englishHeaders } from './header-language.ts';
import { normaliseHeader } from './match-columns.ts';
import { readMoment } from './read-value.ts';

describe('headers of other languages', () => {
  it.each([
    ['Kunden-Nr.', 'customer_number'], ['Vertragsbeginn', 'contract_start'], ['Vertragsende', 'contract_end'], ['Rechnungsdatum', 'invoice_date'], ['Fälligkeitsdatum', 'due_date'], ['Betrag pro Monat', 'monthly_amount'],
    ['Währung', 'currency'], ['Plätze', 'seats'], ['Kunde seit', 'customer_since'], ['Kündigungsgrund', 'cancellation_reason'], ['Fecha de inicio', 'start_date'], ['Importe mensual', 'monthly_amount'], ['ID cliente', 'customer_id'],
    ['Montant annuel', 'annual_amount'], ['Date de début', 'start_date'], ['Numéro de facture', 'invoice_number'], ['Data de início', 'start_date'], ['Data inizio', 'start_date'], ['Data fine contratto', 'contract_end_date'], ['Aantal gebruikers', 'quantity_users'],
  ])('%s is %s', (header, meaning) => expect(englishHeaders(normaliseHeader(header))).toContain(meaning));

  it.each(['account_id', 'start_date', 'monthly_amount', 'data_source', 'note', 'plan', 'status', 'fine', 'partner_id', 'finance_owner', 'client_id'])('%s is English already', (header) => expect(englishHeaders(header)).toEqual([]));
});

it.each([['5. März 2024', '2024-03-05'], ['15 de octubre de 2024', '2024-10-15'], ['1 août 2024', '2024-08-01'], ['3 juin 2024', '2024-06-03'], ['3 juillet 2024', '2024-07-03'], ['12 dic 2024', '2024-12-12'], ['7 Mai 2024', '2024-05-07'], ['May 7, 2024', '2024-05-07'], ['2 giu 2024', '2024-06-02']])(
  'the date %s is %s', (text, day) => expect(readMoment(text, 'dmy')?.day).toBe(day));
