import { ActionIcon, Tooltip } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';

/** A text to copy: a command, a key, a snippet. */
export function CopyLine({ text, label, block = false }: { text: string; label: string; block?: boolean }) {
  const { copied, copy } = useClipboard({ timeout: 1500 });
  return (
    <div className={block ? 'copy copy-block' : 'copy'}>
      <pre tabIndex={0} aria-label={label}>{text}</pre>
      <Tooltip label={copied ? 'Copied' : 'Copy'}>
        <ActionIcon onClick={() => copy(text)} aria-label={`Copy: ${label}`}>
          {copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
