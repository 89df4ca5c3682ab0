import type { leader as english } from '../en/leader.ts';
import type { SameTexts } from '../same-texts.ts';

export const leader: SameTexts<typeof english> = { title: 'Team' };
