import { ActionIcon, Popover } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';

/** "How is this computed?", in place. */
export function HowComputed({ title, children }: { title: string; children: string }) {
  return (
    <Popover width={380} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target><ActionIcon variant="subtle" size="sm" aria-label={title}><IconHelpCircle size={15} /></ActionIcon></Popover.Target>
      <Popover.Dropdown aria-label={title}><p className="how" style={{ margin: 0 }} tabIndex={0}>{children}</p></Popover.Dropdown>
    </Popover>
  );
}
