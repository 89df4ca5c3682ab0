/** What a file can hold. `other` is not loaded, and said so. */
export const kinds = ['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey', 'churn', 'change', 'usage', 'event'] as const;
export type Kind = (typeof kinds)[number];
export type FileKind = Kind | 'other';

export type FieldType = 'id' | 'text' | 'day' | 'instant' | 'number' | 'boolean' | 'email';

/** One thing a kind of record may carry, with the header words that name it. */
export interface TargetField {
  name: string;
  type: FieldType;
  /** Normalised header names, the usual ones of the large vendors among them. */
  words: readonly string[];
  /** How much finding it says about the kind. */
  weight: number;
}

export interface TargetKind {
  kind: Kind;
  fields: readonly TargetField[];
  /** Each group needs one of its fields. */
  needs: readonly (readonly string[])[];
  /** Words in a file's name that point to the kind. */
  fileWords: readonly string[];
  /** Nouns that may stand before a column name without meaning (`ticket_subject`). */
  nouns: readonly string[];
}

function field(name: string, type: FieldType, weight: number, words: string): TargetField {
  return { name, type, weight, words: words.split(' ') };
}

export const accountWords =
  'account_id account customer_id customer company_id company organization_id organisation_id organization organisation org_id org client_id client tenant_id tenant workspace_id workspace group_id account_ref account_number customer_number account_name customer_name company_name client_name organization_name account_key customer_key kunde kunden_id kundennummer client_no id_client cliente id_cliente accountid customerid companyid cust_id acct_id acct parent_account what_id account_domain company_domain domain subscription_id contract_id associated_company_ids associated_company_id associated_company';
const sinceWords = 'customer_since signup_date signed_up sign_up_date signed_up_at signup_at signup start_date created_at created createdate created_date date_created became_customer_date first_purchase_date onboarded_at onboarding_date activation_date activated_at join_date joined_at client_since since contract_start kunde_seit date_creation';
const userWords = 'user_id user userid member_id seat_id actor_id visitor_id login username user_email user_key employee_id contact_id person_id uid distinct_id';

const account: TargetKind = {
  kind: 'account',
  needs: [['ref', 'name', 'domain']],
  fileWords: ['account', 'accounts', 'customer', 'customers', 'company', 'companies', 'organization', 'organizations', 'organisations', 'org', 'orgs', 'client', 'clients', 'kunden', 'tenants', 'logos', 'clientes'],
  nouns: ['account', 'customer', 'company', 'client', 'organization', 'organisation', 'org'],
  fields: [
    field('ref', 'id', 0.6, 'id record_id account_id customer_id company_id organization_id organisation_id client_id tenant_id workspace_id org_id accountid customerid cust_id acct_id account_number customer_number kundennummer kunden_id id_client id_cliente external_id uuid key account customer org organization organisation tenant workspace'),
    field('name', 'text', 0.8, 'name account_name company_name customer_name client_name organization_name organisation_name display_name legal_name company account customer client firma firmenname nom nombre societe raison_sociale ragione_sociale razon_social razao_social title'),
    field('domain', 'text', 0.9, 'domain website web_site url company_domain email_domain domain_name homepage web'),
    field('parent', 'id', 0.5, 'parent_id parent_account_id parent_account parent_company parent parent_company_id parent_name ultimate_parent_id'),
    field('owner', 'text', 0.5, 'owner csm account_owner owner_name owner_email csm_name csm_email customer_success_manager success_manager account_manager am hubspot_owner_id owner_id assigned_to responsible betreuer cs_owner'),
    field('industry', 'text', 0.7, 'industry sector vertical branche industrie secteur industry_name'),
    field('country', 'text', 0.6, 'country billing_country country_code land pays pais billing_country_code address_country hq_country'),
    field('region', 'text', 0.4, 'region state territory geo geography billing_state area province market'),
    field('segment', 'text', 0.7, 'segment customer_segment market_segment size_segment company_size size_band'),
    field('tier', 'text', 0.5, 'tier account_tier customer_tier support_tier service_level rating class'),
    field('stage', 'text', 0.4, 'stage lifecycle_stage lifecyclestage status account_status customer_status lifecycle'),
    field('customerSince', 'day', 0.4, sinceWords),
    field('seats', 'number', 0.4, 'seats licenses licences seat_count license_count licence_count purchased_seats contracted_seats licensed_users num_seats seats_purchased seats_bought number_of_seats'),
    field('currency', 'text', 0.2, 'currency currency_code currency_iso_code waehrung devise moneda'),
  ],
};

const person: TargetKind = {
  kind: 'person',
  needs: [['email', 'name', 'lastName'], ['account', 'email']],
  fileWords: ['contact', 'contacts', 'person', 'people', 'persons', 'users', 'user', 'stakeholders', 'kontakte', 'members', 'contactos'],
  nouns: ['contact', 'person', 'user', 'member'],
  fields: [
    field('ref', 'id', 0.3, 'id record_id contact_id person_id user_id userid member_id contactid uuid key'),
    field('account', 'id', 0.4, `${accountWords} associated_company associated_company_id associatedcompanyid`),
    field('name', 'text', 0.4, 'name full_name contact_name fullname person_name display_name'),
    field('firstName', 'text', 0.9, 'first_name firstname given_name vorname prenom nombre first'),
    field('lastName', 'text', 0.9, 'last_name lastname surname family_name nachname nom apellido last'),
    field('email', 'email', 0.9, 'email email_address e_mail mail contact_email work_email primary_email user_email correo courriel'),
    field('title', 'text', 0.7, 'title job_title jobtitle position job funktion poste cargo'),
    field('role', 'text', 0.6, 'role contact_role buying_role persona stakeholder_role relationship_role'),
    field('influence', 'text', 0.4, 'influence influence_level'),
    field('sentiment', 'number', 0.3, 'sentiment relationship_score'),
    field('reportsTo', 'id', 0.3, 'reports_to reports_to_id manager_id manager_email manager_name line_manager supervisor supervisor_id vorgesetzter'),
    field('joinedOn', 'day', 0.1, 'joined_on start_date joined_at created_at created created_date createdate added_on since'),
    field('leftOn', 'day', 0.4, 'left_on left_at departed_on end_date departure_date left_company_on inactive_since'),
  ],
};

const line: TargetKind = {
  kind: 'line',
  needs: [['account'], ['startOn', 'tenureMonths'], ['mrr', 'arr', 'amount', 'unitPrice', 'total', 'plan', 'product', 'endOn', 'termEnd']],
  fileWords: ['subscription', 'subscriptions', 'subs', 'contract', 'contracts', 'agreement', 'agreements', 'line', 'lines', 'vertraege', 'contrats', 'arr', 'mrr', 'renewals', 'licenses', 'orders', 'contratos'],
  nouns: ['subscription', 'contract', 'line', 'agreement', 'license', 'plan'],
  fields: [
    field('ref', 'id', 0.3, 'id subscription_id subscription subscription_no contract_line_id line_id subscription_item_id agreement_id order_line_id uuid'),
    field('account', 'id', 0.4, accountWords),
    field('contractRef', 'id', 0.5, 'contract_id contract_number contract contract_ref order_id order_number agreement_number subscription_number vertrag vertragsnummer contract_no'),
    field('product', 'text', 0.6, 'product product_name product_id sku item product_code service produkt produit module'),
    field('plan', 'text', 0.7, 'plan plan_name plan_id plan_tier subscription_type package edition price_id subscription_plan tarif pricing_plan plan_type'),
    field('isTrial', 'boolean', 0.2, 'is_trial trial trial_flag'),
    field('lineKind', 'text', 0.3, 'line_type charge_type revenue_type type item_type'),
    field('quantity', 'number', 0.4, 'quantity qty seats units licenses licences user_count seat_count menge anzahl cantidad quantite num_seats seats_purchased seats_bought number_of_seats purchased_seats'),
    field('unit', 'text', 0.3, 'unit unit_of_measure uom unit_name quantity_unit unit_label einheit'),
    field('mrr', 'number', 1.5, 'mrr monthly_recurring_revenue monthly_charges monthly_charge monthly_fee monthly_price monthly_amount price_per_month monthly_revenue mrr_usd mrr_eur mrr_amount monatlich monthly'),
    field('arr', 'number', 1.5, 'arr acv annual_recurring_revenue annual_contract_value annual_value annual_amount annual_price yearly_price annual_revenue_contracted arr_usd arr_eur arr_amount yearly_amount jahreswert annual_fee'),
    field('amount', 'number', 0.5, 'amount price value fee contract_value line_amount charge net_amount list_amount betrag montant importe subscription_amount unit_amount recurring_amount'),
    field('unitPrice', 'number', 0.5, 'unit_price price_per_unit price_per_seat seat_price per_seat_price list_price'),
    field('total', 'number', 0.6, 'tcv total_contract_value total_value total_amount contract_total total_price'),
    field('currency', 'text', 0.2, 'currency currency_code currency_iso_code waehrung devise moneda'),
    field('discount', 'number', 0.4, 'discount discount_pct discount_percent discount_rate percent_off rabatt remise'),
    field('startOn', 'day', 0.6, 'start_date start starts_at start_on started_at started starts started_on begins contract_start contract_start_date effective_date term_start subscription_start begin_date valid_from activated_at activation_date period_start current_period_start service_start beginn date_debut created inicio fecha_inicio signup_date signup'),
    field('endOn', 'day', 0.5, 'end_date end ends_at end_on ends ended valid_to valid_until expiry expires_at expiration_date period_end service_end ende date_fin fecha_fin expires to_date'),
    field('termEnd', 'day', 0.8, 'term_end term_end_date contract_end contract_end_date renewal_date renews_at renews_on next_renewal_date current_period_end current_term_end renewal next_renewal subscription_end committed_until contract_expiry'),
    field('endedOn', 'day', 0.8, 'ended_at ended_on cancelled_at canceled_at cancelled_on cancel_date cancellation_date canceled_date cancelled_date termination_date terminated_at churn_date churned_at cancel_at kuendigung_zum'),
    field('endedKnownOn', 'day', 0.4, 'cancellation_requested_at notice_date notice_given_on cancel_requested_at notice_received_on cancellation_notice_date canceled_at cancelled_at'),
    field('billingMonths', 'number', 0.7, 'billing_months bill_period_months billing_period_months billing_interval_months billing_period billing_frequency billing_cycle interval bill_period payment_frequency billing_interval'),
    field('termMonths', 'number', 0.6, 'term_months term contract_term contract_term_months contract_length term_length contract_months contract_duration subscription_term contract_type contract'),
    field('tenureMonths', 'number', 0.4, 'tenure tenure_months months_active customer_age_months months_as_customer tenure_in_months'),
    field('noticeDays', 'number', 0.4, 'notice_days notice_period_days notice_period cancellation_notice_days kuendigungsfrist'),
    field('optOutOn', 'day', 0.5, 'opt_out_on opt_out_date notice_deadline cancellation_deadline notice_by non_renewal_deadline'),
    field('autoRenew', 'boolean', 0.6, 'auto_renew auto_renewal autorenew auto_renews is_auto_renew automatic_renewal evergreen'),
    field('churnReason', 'text', 0.3, 'churn_reason cancellation_reason cancel_reason reason_for_churn lost_reason'),
    field('status', 'text', 0.1, 'status subscription_status contract_status state'),
  ],
};

const invoice: TargetKind = {
  kind: 'invoice',
  needs: [['account'], ['amount', 'unitPrice'], ['issuedOn'], ['number', 'ref', 'dueOn', 'paidOn', 'status', 'amount', 'unitPrice']],
  fileWords: ['invoice', 'invoices', 'bills', 'payments', 'rechnungen', 'factures', 'receivables', 'purchases', 'transactions', 'facturas', 'billing'],
  nouns: ['invoice', 'bill', 'payment'],
  fields: [
    field('ref', 'id', 0.2, 'id invoice_id bill_id transaction_id payment_id'),
    field('account', 'id', 0.3, accountWords),
    field('number', 'id', 0.8, 'invoice_number number invoice_no invoice document_number rechnungsnummer numero bill_number'),
    field('issuedOn', 'day', 0.5, 'issued_on invoice_date issue_date issued_at issued invoiced invoiced_on date billed_on created_at created finalized_at billing_date rechnungsdatum posted_date bill_date document_date transaction_date purchase_date order_date period_start fecha'),
    field('dueOn', 'day', 1.2, 'due_date due_on due due_at payment_due faellig_am faelligkeit date_echeance payment_due_date vencimiento'),
    field('paidOn', 'day', 1.2, 'paid_on paid paid_at paid_date payment_date settled_on date_paid bezahlt_am status_transitions_paid_at settled_at'),
    field('amount', 'number', 0.5, 'amount total amount_due total_amount invoice_amount net_amount gross_amount grand_total betrag montant amount_billed subtotal importe dollar_value amount_usd'),
    field('quantity', 'number', 0.2, 'quantity qty'),
    field('unitPrice', 'number', 0.3, 'unit_price unitprice price'),
    field('currency', 'text', 0.1, 'currency currency_code currency_iso_code waehrung devise'),
    field('status', 'text', 0.1, 'status payment_status invoice_status paid state'),
  ],
};

const ticket: TargetKind = {
  kind: 'ticket',
  needs: [['account', 'requester'], ['openedAt'], ['subject', 'status', 'priority', 'solvedAt', 'firstReplyAt', 'body', 'number']],
  fileWords: ['ticket', 'tickets', 'case', 'cases', 'issues', 'support', 'helpdesk', 'incidents'],
  nouns: ['ticket', 'case', 'issue', 'request'],
  fields: [
    field('ref', 'id', 0.3, 'id record_id ticket_id case_id issue_id ticketid conversation_id'),
    field('account', 'id', 0.3, accountWords),
    field('requester', 'id', 0.5, `requester requester_email requester_id customer_email contact_email reporter submitter contact_id email user_email user_id raised_by`),
    field('number', 'id', 0.4, 'ticket_number case_number number ticket_no key ticket case'),
    field('subject', 'text', 0.6, 'subject title summary topic betreff sujet asunto'),
    field('body', 'text', 0.3, 'description body content message text comment details first_message'),
    field('priority', 'text', 0.8, 'priority severity urgency prio ticket_priority prioritaet'),
    field('channel', 'text', 0.5, 'channel via_channel origin via source source_type'),
    field('openedAt', 'instant', 0.4, 'opened_at created_at created createdate created_date opened open_date submitted_at date_opened reported_at opened_on create_date date erstellt creado'),
    field('firstReplyAt', 'instant', 1.2, 'first_reply_at first_response_at first_agent_reply_date first_replied_at first_response first_reply initial_response_at first_response_time'),
    field('firstReplyMinutes', 'number', 1, 'first_reply_minutes first_response_minutes first_response_time_minutes first_reply_time_minutes first_reply_time_in_minutes reply_time_in_minutes reply_time_in_minutes_calendar'),
    field('firstReplyHours', 'number', 1, 'first_reply_hours first_response_hours first_response_time_hours response_time_hours first_reply_time_hours'),
    field('solvedAt', 'instant', 0.8, 'solved_at resolved_at closed_at closed_date close_date resolution_date closed_on solved resolved date_closed resolved_on resolved_date closed geloest_am'),
    field('resolutionHours', 'number', 0.8, 'resolution_hours resolution_time_hours time_to_resolution_hours resolution_time hours_to_resolve'),
    field('escalatedAt', 'instant', 0.8, 'escalated_at escalation_date escalated_on'),
    field('escalated', 'boolean', 0.6, 'escalated is_escalated escalation_flag escalation eskaliert'),
    field('reopenedAt', 'instant', 0.8, 'reopened_at last_reopened_at'),
    field('reopenCount', 'number', 0.8, 'reopens reopen_count times_reopened reopened reopened_count'),
    field('status', 'text', 0.3, 'status ticket_status state case_status'),
    field('csatScore', 'number', 0.6, 'csat csat_score satisfaction satisfaction_score satisfaction_rating rating csat_rating'),
    field('assignee', 'text', 0.5, 'assignee assignee_id assigned_to agent agent_name owner handled_by'),
  ],
};

const activity: TargetKind = {
  kind: 'activity',
  needs: [['account', 'person'], ['at'], ['activityKind', 'subject', 'body', 'direction']],
  fileWords: ['activity', 'activities', 'meeting', 'meetings', 'call', 'calls', 'email', 'emails', 'notes', 'note', 'conversation', 'conversations', 'engagements', 'interactions', 'touchpoints', 'task', 'tasks', 'timeline', 'event'],
  nouns: ['activity', 'meeting', 'call', 'email', 'note', 'engagement'],
  fields: [
    field('ref', 'id', 0.2, 'id activity_id engagement_id meeting_id call_id message_id task_id note_id'),
    field('account', 'id', 0.3, accountWords),
    field('person', 'id', 0.3, 'contact_email contact_id person contact participant who_id attendee with email person_id from_email'),
    field('activityKind', 'text', 0.6, 'activity_type type kind activity engagement_type task_subtype event_subtype call_type channel interaction_type touchpoint_type'),
    field('direction', 'text', 0.8, 'direction inbound_outbound in_out'),
    field('at', 'instant', 0.3, 'at date activity_date activity_date_time timestamp start_time start_date_time occurred_at meeting_date sent_at call_date created_at created_date datum created date_time fecha'),
    field('subject', 'text', 0.5, 'subject title topic meeting_title summary betreff'),
    field('body', 'text', 0.6, 'body notes note description content text transcript message body_preview details comments'),
    field('author', 'text', 0.5, 'author csm owner logged_by created_by sender rep host from user'),
  ],
};

const survey: TargetKind = {
  kind: 'survey',
  needs: [['score'], ['answeredAt'], ['account', 'respondent']],
  fileWords: ['survey', 'surveys', 'nps', 'csat', 'ces', 'feedback', 'responses', 'umfrage', 'satisfaction'],
  nouns: ['survey', 'response', 'nps', 'csat'],
  fields: [
    field('ref', 'id', 0.2, 'id response_id survey_response_id answer_id'),
    field('account', 'id', 0.3, `${accountWords} ticket_id ticket ticket_number case_id case_number`),
    field('respondent', 'id', 0.5, 'respondent respondent_email email contact_email user_email contact_id user_id respondent_id person contact'),
    field('survey', 'text', 0.5, 'survey survey_type survey_name type kind survey_id question'),
    field('score', 'number', 1.3, 'score nps nps_score csat csat_score ces rating answer likelihood_to_recommend satisfaction_score note response value punktzahl'),
    field('scaleMax', 'number', 0.4, 'scale_max scale max_score scale_to out_of max'),
    field('comment', 'text', 0.6, 'comment comments feedback verbatim text reason open_text kommentar comentario'),
    field('answeredAt', 'instant', 0.5, 'answered_at responded_at response_date submitted_at submitted answered completed date created_at completed_at survey_date timestamp created answered_on responded_on'),
  ],
};

const churn: TargetKind = {
  kind: 'churn',
  needs: [['account'], ['onDay', 'flag']],
  fileWords: ['churn', 'churned', 'cancellations', 'churns', 'lost', 'kuendigungen', 'terminations', 'attrition'],
  nouns: ['churn', 'cancellation'],
  fields: [
    field('ref', 'id', 0.1, 'id churn_id churn_event_id'),
    field('account', 'id', 0.3, accountWords),
    field('onDay', 'day', 1.4, 'churn_date churned_at churned_on churn_on cancelled_on canceled_on terminated_on cancellation_date cancelled_at canceled_at cancel_date left_on lost_on lost_date date_lost end_of_service'),
    field('flag', 'boolean', 0.8, 'churn churned is_churned churn_flag has_churned exited attrition churn_label is_churn left cancelled canceled target churn_value'),
    field('reason', 'text', 0.8, 'churn_reason reason cancellation_reason reason_code primary_reason lost_reason grund motif'),
    field('note', 'text', 0.2, 'note notes comment comments feedback_text details feedback'),
  ],
};

const change: TargetKind = {
  kind: 'change',
  needs: [['account'], ['onDay'], ['changeKind']],
  fileWords: ['changes', 'news', 'company_events', 'business_changes', 'funding', 'layoffs', 'signals'],
  nouns: ['change', 'news'],
  fields: [
    field('ref', 'id', 0.1, 'id change_id news_id'),
    field('account', 'id', 0.3, accountWords),
    field('changeKind', 'text', 0.9, 'change_type change kind type category news_type event_type event change_kind'),
    field('onDay', 'day', 0.3, 'date on_day happened_on event_date announced_on published_at change_date on effective_date announced_at'),
    field('reason', 'text', 0.2, 'reason cause'),
    field('note', 'text', 0.4, 'note headline description details summary comment title notes'),
    field('amount', 'number', 0.3, 'amount amount_raised funding_amount value'),
    field('currency', 'text', 0.1, 'currency'),
  ],
};

const usage: TargetKind = {
  kind: 'usage',
  needs: [['account', 'user'], ['startOn'], ['events', 'users', 'value', 'wide']],
  fileWords: ['usage', 'metrics', 'weekly', 'monthly', 'daily', 'activity', 'nutzung', 'consumption', 'adoption', 'engagement', 'stats', 'feature_usage'],
  nouns: ['usage'],
  fields: [
    field('ref', 'id', 0.1, 'id usage_id row_id'),
    field('account', 'id', 0.3, accountWords),
    field('user', 'id', 0.2, userWords),
    field('feature', 'text', 0.5, 'feature event_type event event_name metric metric_name feature_name action module product usage_type name feature_key activity_type measure'),
    field('startOn', 'day', 0.5, 'week_start week month period day date period_start week_starting month_start start_date usage_date activity_date week_of report_date snapshot_date start_on as_of woche monat period_start_date year_month usage_month log_date'),
    field('events', 'number', 1.0, 'events event_count count usage_count total_events hits actions num_events sessions logins usage clicks calls uses requests api_calls times_used total_usage login_count session_count anzahl'),
    field('users', 'number', 1.0, 'active_users users dau wau mau unique_users distinct_users user_count active_user_count num_users'),
    field('value', 'number', 0.3, 'value minutes duration amount volume quantity total_minutes usage_value usage_minutes usage_duration_secs'),
  ],
};

const event: TargetKind = {
  kind: 'event',
  needs: [['account', 'user'], ['at'], ['name']],
  fileWords: ['event', 'events', 'track', 'tracks', 'logs', 'log', 'clickstream', 'telemetry', 'usage', 'actions', 'feature_usage'],
  nouns: ['event'],
  fields: [
    field('ref', 'id', 0.3, 'message_id messageid event_id id uuid insert_id usage_id'),
    field('account', 'id', 0.3, `${accountWords} context_group_id group`),
    field('user', 'id', 0.5, `${userWords} anonymous_id anonymousid email`),
    field('at', 'instant', 0.5, 'timestamp event_time event_timestamp occurred_at time at datetime date event_date original_timestamp sent_at created_at received_at ts time_stamp happened_at usage_date'),
    field('name', 'text', 0.9, 'event event_type event_name name action activity feature feature_name type page event_action verb'),
    field('value', 'number', 0.2, 'value amount duration quantity usage_count count usage_duration_secs properties_value'),
  ],
};

/** Carried beside the reference, so that an account met here first gets its name. */
const accountName = field('accountName', 'text', 0, 'account_name customer_name company_name client_name organization_name organisation_name');

/** Every kind a file can be, in loading order: what others refer to comes first. */
export const targetKinds: readonly TargetKind[] = [
  account,
  ...[person, line, invoice, ticket, activity, survey, churn, change, usage, event].map((target) => ({ ...target, fields: [...target.fields, accountName] })),
];

/** The definition of a kind. */
export function targetKind(kind: Kind): TargetKind {
  return targetKinds.find((target) => target.kind === kind)!;
}
