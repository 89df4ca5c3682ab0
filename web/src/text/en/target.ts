export const target = {
  tools: { copyLink: 'Copy the link to this view', copied: 'Copied', csv: 'Save as CSV' },
} as const;
