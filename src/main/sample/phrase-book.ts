import type { Rng } from '../../lib/rng.ts';

/** How a text sounds. */
export type Mood = 'warm' | 'plain' | 'cross';

const ticketTopics: readonly { subject: string; plain: string }[] = [
  { subject: 'Board does not load for two users', plain: 'Two of our users see an empty board after signing in. It started this morning.' },
  { subject: 'Export to spreadsheet misses columns', plain: 'The exported report leaves out the custom columns that we added last month.' },
  { subject: 'Automation ran twice', plain: 'The rule that assigns new requests ran twice for the same task.' },
  { subject: 'How do we share a timeline?', plain: 'We would like to show the timeline to a partner who has no seat. Is there a way?' },
  { subject: 'Notifications arrive late', plain: 'E-mail notifications come about an hour after the comment was written.' },
  { subject: 'Change of billing contact', plain: 'Please send invoices to our new finance address from next month.' },
  { subject: 'Sign-in with our identity provider fails', plain: 'After the certificate was renewed our people get an error when they sign in.' },
  { subject: 'Question about permissions', plain: 'Can a guest see files that are attached to a private task?' },
  { subject: 'Integration stopped syncing', plain: 'The calendar integration has not synced since yesterday evening.' },
  { subject: 'Slow dashboard', plain: 'The portfolio dashboard takes more than twenty seconds to open.' },
];
const openings: Record<Mood, readonly string[]> = {
  warm: ['Hi team, hope you are well.', 'Hello, thanks for the great help last time!', 'Good morning, we really enjoy the new release.'],
  plain: ['Hello,', 'Hi,', 'Good afternoon,'],
  cross: ['This is the third time we report this.', 'We are very disappointed.', 'Frankly, this is unacceptable.', 'I am frustrated and so is my team.'],
};
const closings: Record<Mood, readonly string[]> = {
  warm: ['No hurry, thank you so much!', 'Thanks, you are always helpful.', 'We love working with the product.'],
  plain: ['Thanks.', 'Please let us know.', 'Regards'],
  cross: ['It is a terrible experience and we lose hours every week.', 'Nobody answers and the problem is still broken.', 'If this stays this bad we have a serious problem.', 'Awful. Please escalate this at once.'],
};
const surveyComments: Record<Mood, readonly string[]> = {
  warm: ['Excellent product, our teams love it.', 'Great support and very easy to use.', 'It saves us hours each week. Happy to recommend it.', ''],
  plain: ['Does what we need.', 'Fine overall, reports could be better.', 'Okay.', '', ''],
  cross: ['Too slow and support is poor.', 'Disappointed, it got worse over the last months.', 'Confusing and far too expensive for what we get.', ''],
};
const conversationLines: Record<Mood, readonly string[]> = {
  warm: ['Really happy with the progress, the team is excited about the next step.', 'Thank you, that was a great session.', 'The roll-out goes very well, people love the boards.'],
  plain: ['We went through open points and agreed the next date.', 'Please find the notes of our call.', 'We will review the numbers with finance and come back to you.'],
  cross: ['We are unhappy with how this has gone and expected much better.', 'My management is disappointed by the poor progress.', 'Honestly, the last months were frustrating.'],
};

/** Draws how a text sounds around a mean tone of -1..1. */
export function drawMood(rng: Rng, tone: number): Mood {
  const value = tone + rng.normal(0, 0.45);
  return value > 0.35 ? 'warm' : value < -0.35 ? 'cross' : 'plain';
}

/** A support question: subject and text. */
export function writeTicket(rng: Rng, mood: Mood): { subject: string; text: string } {
  const topic = rng.pick(ticketTopics);
  return { subject: topic.subject, text: `${rng.pick(openings[mood])} ${topic.plain} ${rng.pick(closings[mood])}` };
}

/** A survey comment; may be empty. */
export function writeComment(rng: Rng, mood: Mood): string {
  return rng.pick(surveyComments[mood]);
}

/** One line of a conversation. */
export function writeConversation(rng: Rng, mood: Mood): string {
  return rng.pick(conversationLines[mood]);
}

/** What a customer writes who looks at another vendor. */
export const competitorText = 'Our procurement asked us to compare Northlight with a competitor. We have a demo of an alternative vendor next week, could you send us your pricing for the renewal?';

/** What a customer writes who wants to leave. */
export const cancelText = 'We are thinking about leaving. Could you tell us how to cancel our subscription and what the cancellation terms are?';
