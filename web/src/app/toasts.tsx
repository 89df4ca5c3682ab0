import { Notifications } from '@mantine/notifications';

/** The short messages that come and go at the corner of the window. Loaded after the page: what is said before it is there waits for it. */
export function Toasts() {
  return <Notifications position="bottom-right" limit={4} />;
}
