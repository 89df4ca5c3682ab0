import { Modal } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';

const keys: [string, string][] = [
  ['j / k', 'Next or previous row'],
  ['x', 'Select the row'],
  ['Enter', 'Open the row'],
  ['/', 'Filter'],
  ['Ctrl K', 'Search accounts and pages'],
  ['a', 'Acknowledge the signal'],
  ['s', 'Snooze the signal for 7 days'],
  ['e', 'Resolve the signal'],
  ['Esc', 'Close, or clear the selection'],
  ['?', 'This help'],
];

/** The keyboard, on `?`. */
export function HelpDialog() {
  const [opened, { open, close }] = useDisclosure(false);
  useHotkeys([['shift + ?', open], ['?', open]]);
  return (
    <Modal opened={opened} onClose={close} title="Keyboard" size="sm">
      <dl className="keys">
        {keys.map(([key, meaning]) => (
          <div key={key} className="keys-row">
            <dt><span className="k">{key}</span></dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
