import '@fontsource-variable/inter/index.css';
import './style/mantine.css';
import './style/tokens.css';
import './style/app.css';
import './style/narrow.css';
import './style/reading.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { createAppClient } from './app/query-client.ts';
import { createAppRouter } from './app/router.tsx';
import { theme } from './app/theme.ts';
import { takeSignInToken } from './start/sign-in-token.ts';
import { showPreferences } from './text/reader.ts';
import { startTexts } from './text/texts.ts';

takeSignInToken();
showPreferences();
addEventListener('hashchange', () => {
  if (takeSignInToken()) location.reload();
});

// After an upgrade an open page asks for scripts that are gone: load the new app, once.
addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('mainstay.reloaded') === location.href) return;
  sessionStorage.setItem('mainstay.reloaded', location.href);
  location.reload();
});

const Toasts = lazy(async () => ({ default: (await import('./app/toasts.tsx')).Toasts }));
const client = createAppClient(() => void router.navigate({ to: '/sign-in', replace: true }));
const router = createAppRouter();

await startTexts();
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Suspense fallback={null}>
          <RouterProvider router={router} />
        </Suspense>
        <Suspense fallback={null}>
          <Toasts />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
