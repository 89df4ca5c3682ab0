/** One kind of news: a statement over all accounts that answers who is to be told of what. */
export interface NotificationSource {
  /** Follows from records and rules, so that a load of past days brings it in heaps: those are noted without a word. */
  derived: boolean;
  /** The page that lists them all. With it, more than a handful for one person at one turn are told in one line. */
  all?: string;
  /**
   * Answers user_id, key, kind, account_ids, facts, reason, link for news of the last days. It reads `moment` (now: business time, today: its
   * day, wall: real time) and `reader` (id, role: users who may sign in; member_id: their book).
   */
  sql: string;
}

/** Who can be told, and when it is. Parameters: $1 business time, $2 its day, $3 wall time. */
export const momentCte = `moment as (select $1::timestamptz as now, $2::date as today, $3::timestamptz as wall),
  reader as (select u.id, u.role, m.id as member_id from app_user u left join member m on m.user_id = u.id where u.disabled_at is null and u.accepted_at is not null)`;

const signalOpened = `
  select r.id as user_id, 'signal:' || s.id as key, 'signal' as kind, array[s.account_id] as account_ids,
    jsonb_build_object('label', (select d.body ->> 'label' from definition d where d.kind = 'signal' and d.id = s.type order by d.version desc limit 1), 'severity', s.severity, 'why', s.why) as facts,
    'owner' as reason, '/account/' || s.account_id || '?tab=signals' as link
  from moment t, signal s join account a on a.id = s.account_id and a.merged_into is null join reader r on r.member_id = a.owner_id
  where s.state = 'open' and s.closed_on is null and s.severity in ('high', 'critical') and s.opened_on >= t.today - 1`;

// What a person set by hand is no news to the team; the ledger says so by its cause.
const bandFell = `
  select distinct on (l.account_id) r.id as user_id, 'band:' || l.account_id || ':' || to_char(l.at at time zone 'UTC', 'YYYY-MM-DD') as key, 'band' as kind, array[l.account_id] as account_ids,
    jsonb_build_object('fromBand', l.from_band, 'score', round(l.to_score)::int) as facts, 'owner' as reason, '/account/' || l.account_id || '?tab=history' as link
  from moment t, health_ledger l join health_now n on n.account_id = l.account_id and n.band = 'risk' join account a on a.id = l.account_id and a.merged_into is null join reader r on r.member_id = a.owner_id
  where l.to_band = 'risk' and l.from_band in ('good', 'watch') and l.at > t.now - interval '1 day' and l.cause not in ('override', 'pulse', 'lift')
  order by l.account_id, l.at desc`;

// The owner decides where the policy lets them and they did not draft it; else those whose role does.
const approvalWaits = `
  select r.id as user_id, 'approval:' || x.id as key, 'approval' as kind, array[x.account_id] as account_ids,
    jsonb_build_object('subject', x.content ->> 'subject', 'action', x.type, 'why', x.why) as facts,
    case when x.owner is not null then 'owner' else 'approver' end as reason, '/approvals?open=' || x.id as link
  from (select x.*, case when (p.approvers ->> 'owner')::boolean and o.id is distinct from x.proposed_user_id then o.id end as owner, p.approvers
        from moment t, action x join account a on a.id = x.account_id and a.merged_into is null left join reader o on o.member_id = a.owner_id
          cross join (select d.body -> 'approvers' as approvers from definition d where d.kind = 'policy' and d.id = 'default' order by d.version desc limit 1) p
        where x.status = 'waiting' and x.expires_at > t.now and x.created_at > t.now - interval '7 days') x
    join reader r on case when x.owner is not null then r.id = x.owner else x.approvers -> 'roles' ? r.role and r.id is distinct from x.proposed_user_id end`;

const handedOver = `
  select r.id as user_id, 'handover:' || h.id as key, 'handover' as kind, array_agg(x.account_id order by x.account_id) as account_ids,
    jsonb_build_object('count', count(*), 'by', h.by, 'note', h.note) as facts, 'handed_over' as reason, case when count(*) = 1 then '/account/' || min(x.account_id) else '/?mine=true' end as link
  from moment t, reassignment h join reader r on r.member_id = h.owner_id join reassignment_account x on x.reassignment_id = h.id
  where h.undone_at is null and h.at > t.now - interval '7 days' and h.by_user_id is distinct from r.id
  group by r.id, h.id`;

const mentioned = `
  select r.id as user_id, 'mention:' || c.id as key, 'mention' as kind, array_remove(array[k.account_id], null) as account_ids,
    jsonb_build_object('by', c.author_name, 'task', k.title, 'text', left(c.body, 240)) as facts, 'mentioned' as reason, '/work?task=' || k.id as link
  from moment t, task_comment c join task k on k.id = c.task_id join reader r on r.member_id = any(c.mentions)
  where c.at > t.now - interval '7 days' and c.author <> r.id and (k.account_id is not null or k.assignee_id = r.member_id)`;

const importHeldBack = `
  select r.id as user_id, 'import:' || i.id as key, 'import' as kind, '{}'::text[] as account_ids,
    jsonb_build_object('count', sum(f.quarantined), 'source', s.name) as facts, 'started' as reason, '/data?tab=quarantine' as link
  from moment t, import i join import_file f on f.import_id = i.id join reader r on r.id = i.created_by left join source s on s.id = i.source_id
  where i.state = 'done' and i.finished_at > t.wall - interval '7 days' group by r.id, i.id, s.name having sum(f.quarantined) > 0`;

/** What is looked for at every turn. */
export const notificationSources: readonly NotificationSource[] = [
  { derived: true, all: '/signals', sql: signalOpened }, { derived: true, all: '/?where=band:is:risk', sql: bandFell }, { derived: false, all: '/approvals', sql: approvalWaits },
  { derived: false, sql: handedOver }, { derived: false, sql: mentioned }, { derived: false, sql: importHeldBack },
];

/** Dates ahead, which {@link datesAhead} computes and hands over as $4: [{accountId, due, on}]. Looked for once in a while. */
export const dateSource: NotificationSource = {
  derived: true, all: '/?sort=renewal',
  sql: `select r.id as user_id, 'renewal:' || d."accountId" || ':' || d.due || ':' || d."on" as key, 'renewal' as kind, array[d."accountId"] as account_ids,
      jsonb_build_object('due', d.due, 'on', d."on") as facts, 'owner' as reason, '/account/' || d."accountId" || '?tab=money' as link
    from jsonb_to_recordset($4::jsonb) as d("accountId" text, due text, "on" text) join account a on a.id = d."accountId" and a.merged_into is null join reader r on r.member_id = a.owner_id`,
};
