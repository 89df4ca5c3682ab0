import type { target as english } from '../en/target.ts';
import type { SameTexts } from '../same-texts.ts';

export const target: SameTexts<typeof english> = {
  tools: { copyLink: 'Copy the link to this view', copied: 'Copied', csv: 'Save as CSV' },
};
