import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { shortcuts } from './shortcuts.ts';

/** The keyboard, from the one table of keys. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('keys.title')} size="lg">
      <div className="keys-groups">
        {shortcuts.map(({ group, keys }) => (
          <section key={group}>
            <h3 className="sec-h">{t(`keys.${group}`)}</h3>
            <dl className="keys">
              {keys.map(([key, text]) => (
                <div key={key} className="keys-row">
                  <dt><span className="k">{key}</span></dt>
                  <dd>{t(`keys.${text}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
