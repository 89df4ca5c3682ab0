import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyLine } from '../ui/copy-line.tsx';

const snippets = {
  node: { label: 'Node', text: (key: string, host: string) => `import { Analytics } from '@segment/analytics-node';\n\nconst analytics = new Analytics({ writeKey: '${key}', host: '${host}', path: '/v1/batch' });\nanalytics.group({ userId: 'u-1', groupId: 'your-account-id', traits: { name: 'Acme' } });\nanalytics.track({ userId: 'u-1', event: 'Report opened', context: { groupId: 'your-account-id' } });` },
  browser: { label: 'Browser', text: (key: string, host: string) => `import { AnalyticsBrowser } from '@segment/analytics-next';\n\nconst analytics = AnalyticsBrowser.load(\n  { writeKey: '${key}', cdnURL: '${host}' },\n  { integrations: { 'Segment.io': { apiHost: '${host.replace(/^https?:\/\//, '')}/v1', protocol: '${host.startsWith('https') ? 'https' : 'http'}' } } },\n);\nanalytics.track('Report opened', {}, { groupId: 'your-account-id' });` },
  curl: { label: 'curl', text: (key: string, host: string) => `curl ${host}/v1/batch -u '${key}:' -H 'content-type: application/json' \\\n  -d '{"batch":[{"type":"track","messageId":"m-1","userId":"u-1","event":"Report opened","context":{"groupId":"your-account-id"}}]}'` },
};
type Kind = keyof typeof snippets;

/** How to send events with a key, ready to paste. */
export function TrackSnippet({ secret, kinds = ['node', 'browser', 'curl'] }: { secret: string; kinds?: Kind[] }) {
  const { t } = useTranslation('data');
  const [kind, setKind] = useState<Kind>(kinds[0] ?? 'node');
  return (
    <div className="stack" style={{ width: '100%' }}>
      <div><SegmentedControl aria-label={t('start.snippetKind')} value={kind} onChange={(value) => setKind(value as Kind)} data={kinds.map((value) => ({ value, label: snippets[value].label }))} /></div>
      <CopyLine block label={t('start.snippet')} text={snippets[kind].text(secret, location.origin)} />
    </div>
  );
}
