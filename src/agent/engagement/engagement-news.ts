import type { NotificationSource } from '../../practice/notification/notification-source.ts';

/** Whoever started a run is told when it waits for them, if they do not answer at once, and when it has ended. */
export const engagementNews: NotificationSource = {
  derived: false,
  sql: `
  select r.id as user_id, 'engagement:' || e.id || ':' || e.status as key, 'engagement' as kind, '{}'::text[] as account_ids,
    jsonb_build_object('text', e.goal, 'action', e.status, 'count', case when e.status = 'waiting' then (select count(*) from engagement_assumption s where s.run_id = e.id and s.state = 'open') else (select count(*) from engagement_account x join task k on k.id = x.task_id where x.run_id = e.id) end) as facts,
    'began' as reason, '/engagements/' || e.id as link
  from moment t, engagement e join reader r on r.id = e.by_user
  where (e.status in ('done', 'failed') and e.ended_at > t.now - interval '7 days') or (e.status = 'waiting' and e.phase_at < t.wall - interval '1 minute' and e.started_at > t.now - interval '30 days')`,
};
