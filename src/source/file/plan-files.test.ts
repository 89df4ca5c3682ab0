import { describe, expect, it } from 'vitest';
import type { SampledFile } from './file-plan.ts';
import { rowMapper } from './map-row.ts';
import { planFiles } from './plan-files.ts';
import { profileRows } from './sample-file.ts';

const context = { currency: 'USD', currencyKnown: false, today: '2025-01-15' };

/** A sampled file from a small table: the first line is the header. */
function sampled(path: string, text: string): SampledFile {
  const [columns = [], ...rows] = text.trim().split('\n').map((line) => line.split(';').map((cell) => cell.trim()));
  return { path, columns, rows, profiles: profileRows(columns, rows), complete: true, dialect: { format: 'csv', encoding: 'utf-8', delimiter: ';', quote: '"', header: true } };
}

function plan(path: string, text: string) {
  return planFiles([sampled(path, text)], [], context)[0]!;
}

function firstRecords(path: string, text: string) {
  const { plan: found, file } = plan(path, text);
  const mapped = rowMapper(found)({ number: 1, cells: file.rows[0]! });
  return 'records' in mapped ? mapped.records : mapped.fault;
}

describe('recognition', () => {
  it.each([
    ['kunden.csv', 'Kundennummer;Firma;Branche;Land\n1;Alpha;IT;DE\n2;Beta;Bau;AT', 'account', { ref: 'Kundennummer', name: 'Firma' }],
    ['data.csv', 'Account ID;Account Name;Industry;Billing Country\n001A;Alpha;Tech;US\n001B;Beta;Retail;US', 'account', { ref: 'Account ID', name: 'Account Name', country: 'Billing Country' }],
    ['contacts.csv', 'Id;AccountId;FirstName;LastName;Email;Title\n1;001A;Ann;Lee;ann@alpha.com;CTO\n2;001B;Bo;Ray;bo@beta.com;CEO', 'person', { account: 'AccountId', email: 'Email', title: 'Title' }],
    ['x1.csv', 'sub_id;customer_id;plan;current_period_start;current_period_end;mrr\ns1;c1;pro;2024-01-01;2025-01-01;100\ns2;c2;pro;2024-02-01;2025-02-01;50', 'line', { account: 'customer_id', mrr: 'mrr', termEnd: 'current_period_end' }],
    ['rechnungen.csv', 'Rechnungsnummer;Kunde;Rechnungsdatum;Faelligkeit;Betrag\nR1;c1;01.02.2024;15.02.2024;1.200,50\nR2;c2;03.02.2024;28.02.2024;99,00', 'invoice', { number: 'Rechnungsnummer', dueOn: 'Faelligkeit', amount: 'Betrag' }],
    ['bills.csv', 'invoice_id;account_id;amount;issued;due;paid\nI1;X1;10;2026-02-05;2026-02-20;2026-02-18\nI2;X2;10;2026-02-05;2026-02-20;', 'invoice', { paidOn: 'paid' }],
    ['export.csv', 'ticket_id;organization_id;subject;priority;created_at;solved_at;status\n1;c1;Help;high;2024-01-01 10:00:00;2024-01-02 10:00:00;solved\n2;c2;Down;low;2024-01-03 10:00:00;;open', 'ticket', { account: 'organization_id', openedAt: 'created_at', solvedAt: 'solved_at' }],
    ['t.csv', 'messageId;groupId;userId;event;timestamp\nm1;c1;u1;Login;2024-01-01T10:00:01Z\nm2;c1;u1;Report;2024-01-01T10:05:01Z\nm3;c2;u2;Login;2024-01-02T10:05:01Z\nm4;c2;u2;Login;2024-01-02T11:05:01Z', 'event', { account: 'groupId', user: 'userId', name: 'event', at: 'timestamp' }],
    ['w.csv', 'account_id;month;logins;reports;exports\nc1;2024-01;5;3;1\nc1;2024-02;6;3;1\nc2;2024-01;7;2;0', 'usage', { account: 'account_id', startOn: 'month' }],
    ['f.csv', 'usage_id;subscription_id;usage_date;feature_name;usage_count\nu1;s1;2024-01-01;a;5\nu2;s1;2024-01-02;b;6\nu3;s2;2024-01-02;a;1', 'usage', { account: 'subscription_id', feature: 'feature_name', events: 'usage_count' }],
    ['q.csv', 'respondent_email;nps_score;comment;responded_at\nann@alpha.com;9;fine;2024-01-01\nbo@beta.com;3;slow;2024-01-02', 'survey', { score: 'nps_score', respondent: 'respondent_email' }],
    ['lost.csv', 'customer_id;churn_date;churn_reason\nc1;2024-05-01;price\nc2;2024-06-01;fit', 'churn', { onDay: 'churn_date', reason: 'churn_reason' }],
    ['calls.csv', 'account_id;type;date;notes;direction\nc1;call;2024-01-01 10:00;talked;inbound\nc2;meeting;2024-01-02 11:00;met;outbound', 'activity', { account: 'account_id', body: 'notes' }],
    ['news.csv', 'company_id;change_type;date;note\nc1;funding;2024-01-01;Series A\nc2;layoffs;2024-02-01;cut', 'change', { changeKind: 'change_type' }],
    ['monthly usage.csv', 'customer;region;2024-01;2024-02;2024-03\nA;EU;5;6;\nB;US;1;2;3', 'usage', { account: 'customer' }],
    ['logins.csv', 'account_id;feature;Jan 2024;Feb 2024\n1;login;5;6\n1;export;1;2\n2;login;1;2', 'usage', { account: 'account_id', feature: 'feature' }],
    ['revenue.csv', 'customer;2024-01;2024-02\nA;5;6\nB;1;2', 'account', { name: 'customer' }],
    ['roles.csv', 'id;name;created_at\n1;admin;2024-01-01\n2;agent;2024-01-01', 'other', {}],
    ['customers.csv', 'customer_id;name;signup_date\nX1;Mill;2025-01-05\nX2;Harbour;2025-02-30\nX3;Orchard;2025-03-01\nX1;Mill;2025-01-05', 'account', { ref: 'customer_id', name: 'name', customerSince: 'signup_date' }],
    ['companies.ndjson', 'id;attributes.name;attributes.plan.arr;attributes.plan.name;created\n1;Alpha;12000;pro;2023-05-01\n2;Beta;24000;pro;2023-06-01', 'account', { name: 'attributes.name', customerSince: 'created', 'line.arr': 'attributes.plan.arr', 'line.plan': 'attributes.plan.name', 'line.startOn': 'created' }],
    ['kundendienst tickets.csv', 'Ticket;Kunde;Betreff;Erstellt\n1;K1;Fehler;05.10.2024 09:00\n2;K2;Frage;25.10.2024 09:00', 'ticket', { number: 'Ticket', account: 'Kunde' }],
    ['Rechnungen.csv', 'Rechnungsnummer;Kundennummer;Rechnungsdatum;Fällig am;Bezahlt am;Bruttobetrag;Währung;Status\nR1;K1;15.03.2026;14.04.2026;;1.190,00;EUR;offen\nR2;K2;15.04.2026;14.05.2026;20.04.2026;99,00;EUR;bezahlt', 'invoice', { account: 'Kundennummer', amount: 'Bruttobetrag', dueOn: 'Fällig am', paidOn: 'Bezahlt am' }],
    ['nps.tsv', 'Response Date;Email;Company;How likely are you to recommend us?;Comment\n2026-01-01;ann@alpha.com;Alpha;9;fine\n2026-01-02;bo@beta.com;Beta;3;slow', 'survey', { score: 'How likely are you to recommend us?', respondent: 'Email', answeredAt: 'Response Date' }],
    ['companies.csv', 'Record ID;Company name;Company Domain Name;Lifecycle Stage\n9000;Hub 0;hub0.io;customer\n9001;Hub 1;hub1.io;customer', 'account', { ref: 'Record ID', name: 'Company name' }],
    ['orgs.csv', 'org;title;monthly_fee;signup\no1;Alder Ltd;250;2024-03-01\no2;Birch Ltd;900;2024-04-05', 'account', { ref: 'org', name: 'title', 'line.mrr': 'monthly_fee', 'line.startOn': 'signup', customerSince: 'signup' }],
    ['subscriptions.csv', 'id;Customer ID;Plan;Quantity;Interval;Amount;Currency;Created (UTC);Start (UTC);Current Period Start (UTC);Current Period End (UTC);Canceled At (UTC);Ended At (UTC)\ns1;c1;p;1;month;49.00;usd;2024-01-02 10:00;2024-01-03 10:00;2026-10-03 10:00;2026-11-03 10:00;;\ns2;c2;p;2;month;49.00;usd;2024-02-02 10:00;2024-02-03 10:00;2026-04-03 10:00;2026-05-03 10:00;2026-04-20 09:00;2026-05-03 10:00', 'line', { startOn: 'Start (UTC)', termEnd: 'Current Period End (UTC)', endedOn: 'Ended At (UTC)', endedKnownOn: 'Canceled At (UTC)' }],
    ['tickets.ndjson', 'id;organization_id;subject;status;created_at;metric_set.reply_time_in_minutes.calendar;metric_set.solved_at\n1;7;Help;solved;2026-01-03T10:00:00Z;30;2026-01-04T10:00:00Z\n2;8;Down;solved;2026-01-05T10:00:00Z;45;2026-01-06T10:00:00Z', 'ticket', { firstReplyMinutes: 'metric_set.reply_time_in_minutes.calendar', solvedAt: 'metric_set.solved_at' }],
    ['few_contacts.csv', 'email;full name;company;job title\nann@alder.example;Ann Lee;Alder;CTO\nann@alder.example;Ann Lee;Birch;CTO\nann@alder.example;Ann Lee;Cedar;CTO\nbob@birch.example;Bob B;Birch;VP', 'person', { email: 'email', account: 'company' }],
    ['links.csv', 'ticket_id;company_id\n1;2\n3;4', 'other', {}],
  ] as const)('%s', (path, text, kind, mapping) => {
    const found = plan(path, text).plan;
    expect(found.kind).toBe(kind);
    expect(found.mapping).toMatchObject(mapping);
  });

  it('takes months of usage beside the money of an account', () => {
    const records = firstRecords('customers.csv', 'customer_id;name;mrr;start_date;logins_2026-01;logins_2026-02\nc1;Alder;100;2025-02-01;5;6\nc2;Birch;50;2025-03-01;7;8');
    expect(Array.isArray(records) && records.map(({ kind, accountRef, data }) => [kind, accountRef, data.start_on, data.events])).toEqual([['account', 'c1', undefined, undefined], ['line', 'c1', '2025-02-01', undefined], ['usage', 'c1', '2026-01-01', 5], ['usage', 'c1', '2026-02-01', 6]]);
  });

  it('takes the first of several accounts in a cell, keeps the list and says so', () => {
    const file = sampled('contacts.csv', 'Record ID;First Name;Email;Associated Company IDs');
    const rows = [['1', 'Ann', 'ann@a.example', '100;101'], ['2', 'Bo', 'bo@b.example', '101']];
    const [listed] = planFiles([{ ...file, rows, profiles: profileRows(file.columns, rows) }], [], context);
    expect(listed!.doubts).toContainEqual(expect.objectContaining({ code: 'several_accounts', count: 1, example: ['100;101'] }));
    expect(rowMapper(listed!.plan)({ number: 1, cells: rows[0]! })).toMatchObject({ records: [{ accountRef: '100', data: { custom: { 'Associated Company IDs': '100;101' } } }] });
  });

  it('counts invoices once where their items are delivered too', () => {
    const invoices = sampled('invoices.csv', 'id;Customer;Date;Total;Paid\nin_1;c1;2026-01-12;98.00;true\nin_2;c2;2026-01-12;49.00;false');
    const items = sampled('invoice_line_items.csv', 'invoice_line_item_id;invoice_id;customer_id;amount;period_start\nil_1;in_1;c1;4900;2026-01-12\nil_2;in_1;c1;4900;2026-01-12\nil_3;in_2;c2;4900;2026-01-12');
    const planned = planFiles([items, invoices], [], context);
    expect(planned.map(({ plan: { kind } }) => kind)).toEqual(['other', 'invoice']);
    expect(planned[0]!.doubts.map(({ code }) => code)).toEqual(['invoice_items']);
    expect(invoices.rows.map((cells) => rowMapper(planned[1]!.plan)({ number: 1, cells }))).toMatchObject([{ records: [{ data: { status: 'paid' } }] }, { records: [{ data: { status: 'open' } }] }]);
  });

  it('takes one wide file apart into account, line and churn', () => {
    const text = `customerID;Region;tenure;MonthlyCharges;Churn\n${Array.from({ length: 30 }, (_, i) => `C${i};North;${i};${20 + i}.50;${i % 3 === 0 ? 'Yes' : 'No'}`).join('\n')}`;
    const { plan: found, doubts } = plan('customers.csv', text);
    expect([found.kind, found.also]).toEqual(['account', ['line', 'churn']]);
    expect(doubts.map((doubt) => doubt.code)).toContain('snapshot_date');
    const records = firstRecords('customers.csv', text);
    expect(records).toMatchObject([{ kind: 'account', ref: 'C0' }, { kind: 'line', data: { annual_minor: 24600, start_on: '2025-01-15', ended_on: '2025-01-15' } }, { kind: 'churn', data: { on_day: '2025-01-15' } }]);
  });

  it('tells the money of accounts that have only a name by that name', () => {
    const { answers, mapping } = plan('clientes.tsv', 'Nome da empresa;Valor mensal;Moeda\nPadaria 1;R$ 1.001,90;BRL\nPadaria 2;R$ 1.002,90;BRL').plan;
    expect([mapping['line.account'], answers.accountBy]).toEqual(['Nome da empresa', 'name']);
  });

  it('joins files whose columns are called otherwise, by their values', () => {
    const accounts = sampled('a.csv', `account_number;company_name;website\n${Array.from({ length: 20 }, (_, i) => `N${i};Firm ${i};firm${i}.com`).join('\n')}`);
    const usage = sampled('u.csv', `site;week_start;feature;count\n${Array.from({ length: 20 }, (_, i) => `firm${i}.com;2024-01-01;login;${i}`).join('\n')}`);
    const [, found] = planFiles([accounts, usage], [{ kind: 'account' }, { kind: 'usage' }], context);
    expect([found!.plan.mapping.account, found!.plan.answers.accountBy]).toEqual(['site', 'domain']);
  });
});

describe('meaning of values', () => {
  const line = (rows: string, header = 'customer_id;plan;start_date;end_date;amount') => plan('contracts.csv', `${header}\n${rows}`);

  it('settles the order of day and month over the column, and doubts where it cannot', () => {
    expect(line('c1;p;01.02.2024;31.12.2024;5\nc2;p;03.02.2024;30.11.2024;5').plan.answers.dateOrder).toMatchObject({ end_date: 'dmy', start_date: 'dmy' });
    expect(line('c1;p;01/02/2024;05/12/2024;5\nc2;p;03/02/2024;06/11/2024;5').doubts.map((doubt) => doubt.code)).toContain('ambiguous_date_order');
  });

  it('sees from the next line whether an end is the last day or the day after', () => {
    expect(line('c1;p;2023-01-01;2023-12-31;5\nc1;p;2024-01-01;2024-12-31;6').plan.answers.endInclusive).toBe(true);
    expect(line('c1;p;2023-01-01;2024-01-01;5\nc1;p;2024-01-01;2025-01-01;6').plan.answers.endInclusive).toBe(false);
  });

  it('takes an end that few lines have, all in the past, for a cancellation', () => {
    const rows = Array.from({ length: 20 }, (_, i) => `c${i};p;2023-0${1 + (i % 9)}-03;${i % 4 === 0 ? '2023-11-17' : ''};5`).join('\n');
    expect(line(`${rows}\nc99;p;2024-06-01;;5`).plan.answers.endMeaning).toBe('cancelled');
  });

  it.each([
    ['mrr', '100', 120_000], ['arr', '1200', 120_000], ['annual_amount', '1.200,00', 120_000],
  ])('%s %s is %d a year', (header, amount, annual) => {
    const { plan: found, file } = line(`c1;p;2024-01-01;2025-01-01;${amount}\nc2;p;2024-01-02;2025-01-02;${amount}`, `customer_id;plan;start_date;end_date;${header}`);
    expect(rowMapper(found)({ number: 1, cells: file.rows[0]! })).toMatchObject({ records: [{ data: { annual_minor: annual } }] });
  });

  it('makes a bill of each period an annual amount', () => {
    const { plan: found, file, doubts } = line('c1;p;2024-01-01;;300;quarterly\nc2;p;2024-01-02;;100;monthly', 'customer_id;plan;start_date;end_date;amount;billing_frequency');
    expect(file.rows.map((cells) => rowMapper(found)({ number: 1, cells }))).toMatchObject([{ records: [{ data: { annual_minor: 120_000 } }] }, { records: [{ data: { annual_minor: 120_000 } }] }]);
    expect(doubts.map((doubt) => doubt.code)).toContain('amount_period');
  });

  it('raises a leak where a column nearly decides the churn flag, and none where it does not', () => {
    const rows = Array.from({ length: 80 }, (_, i) => `C${i};${(i * 37) % 100};${i % 4 === 0 ? 'closed' : 'open'};${i % 4 === 0 ? 'Yes' : 'No'}`).join('\n');
    const leaks = plan('customers.csv', `customer_id;logins;billing_state_code;churn\n${rows}`).doubts.filter((doubt) => doubt.code === 'leak_column');
    expect(leaks.map((doubt) => doubt.field)).toEqual(['billing_state_code']);
  });

  it('refuses a row with the field, the value and what to do', () => {
    const { plan: found } = line('c1;p;2024-01-01;2025-01-01;5\nc2;p;2024-01-02;2025-01-02;6');
    expect(rowMapper(found)({ number: 7, cells: ['c1', 'p', 'soon', '', '5'] })).toEqual({ fault: { field: 'start_date', value: 'soon', code: 'date', reason: '"soon" in start_date is not a date.', remedy: 'Write it as YYYY-MM-DD, or say which of day and month comes first.' } });
    expect(rowMapper(found)({ number: 7, cells: ['', 'p', '2024-01-01', '', '5'] })).toMatchObject({ fault: { field: 'customer_id', code: 'missing' } });
  });
});

describe('amounts of accounts beside contract lines', () => {
  const accounts = `account_id;name;industry;mrr;seats\n${Array.from({ length: 12 }, (_, i) => `A${i};Name ${i};${i % 2 ? 'IT' : 'Bau'};${100 + i};5`).join('\n')}`;
  const lines = (prefix: string) => `subscription_id;account_id;plan;start_date;mrr\n${Array.from({ length: 12 }, (_, i) => `S${i};${prefix}${i};pro;2024-01-01;${100 + i}`).join('\n')}`;
  const planOf = (prefix: string) => planFiles([sampled('accounts.csv', accounts), sampled('subscriptions.csv', lines(prefix))], [], context)[0]!;

  it('count once: the lines win, the amount is an attribute, and the doubt says so', () => {
    const { plan: found, doubts } = planOf('A');
    expect(found.also).toEqual([]);
    expect(Object.keys(found.mapping).filter((field) => field.startsWith('line.'))).toEqual([]);
    expect(doubts.find(({ code }) => code === 'money_twice')).toMatchObject({ field: 'mrr', choice: 'lines' });
  });

  it('count where the lines are those of other accounts', () => expect(planOf('B').plan.also).toContain('line'));
});
