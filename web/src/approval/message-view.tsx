import { useTranslation } from 'react-i18next';
import type { ActionContent, ActionDetail, RenderedMessage } from '../../../src/contract/action.ts';
import { Card } from '../ui/card.tsx';
import { words } from '../ui/format.ts';
import { diffLines } from './diff-lines.ts';

/** One message exactly as it leaves. */
export function MessageView({ message, fields }: { message: RenderedMessage; fields?: ActionContent['fields'] }) {
  const { t } = useTranslation('action');
  const { target } = message;
  const to = target ? `${words(target.vendor)}, ${t(`target.${target.part}`)} ${target.ref}` : message.name ? `${message.name} <${message.to}>` : message.to;
  return (
    <article className="apr-mail" aria-label={t('message', { to })}>
      <dl className="apr-head">
        <dt>{t('to')}</dt><dd>{to}</dd>
        {message.subject !== null && <><dt>{t('subject')}</dt><dd><b>{message.subject}</b></dd></>}
        {message.replyTo && <><dt>{t('replyTo')}</dt><dd>{message.replyTo}</dd></>}
        {Object.entries(fields ?? {}).map(([name, value]) => <div key={name} style={{ display: 'contents' }}><dt>{words(name)}</dt><dd>{value === null ? '–' : String(value)}</dd></div>)}
        {message.attachments.map(({ name, content }) => <div key={name} style={{ display: 'contents' }}><dt>{t('attachment')}</dt><dd><details><summary>{name}</summary><pre className="apr-text mono">{content}</pre></details></dd></div>)}
      </dl>
      <pre className="apr-text">{message.text}</pre>
    </article>
  );
}

/** Every message of an action, and what a person edited. */
export function MessageCard({ detail }: { detail: ActionDetail }) {
  const { t } = useTranslation('action');
  const sent = detail.deliveries.some(({ state }) => state === 'sent');
  const { original, content } = detail;
  const shown = ({ subject, body }: typeof content) => `${subject ?? ''}\n${body}`;
  return (
    <Card title={t(sent ? 'exactlySent' : 'exactly')}>
      <div className="pad stack" style={{ gap: 12 }}>
        {detail.messages.map((message) => <MessageView key={message.personId ?? message.to} message={message} fields={detail.content.fields} />)}
        {detail.messages.some(({ text }) => text.includes('-link}')) && <p className="t3" style={{ margin: 0 }}>{t('linkNote')}</p>}
        {original && shown(original) !== shown(content) && (
          <details className="apr-diff" open>
            <summary>{t('changed')}</summary>
            <div className="apr-text">{diffLines(shown(original), shown(content)).map(({ kind, text }, index) => (kind === 'same' ? <div key={index}>{text || '\u00a0'}</div> : kind === 'removed' ? <del key={index} aria-label={`${t('removed')}: ${text}`}>{text || '\u00a0'}</del> : <ins key={index} aria-label={`${t('added')}: ${text}`}>{text || '\u00a0'}</ins>))}</div>
          </details>
        )}
      </div>
    </Card>
  );
}
