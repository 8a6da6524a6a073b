/** Everything around the pages: theme, language, data client, router. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { useEffect, useMemo, useState } from 'react';
import { SIGNED_OUT, speak } from '../api/client';
import type { Language } from '../api/definitions';
import { Problem } from '../api/problem';
import { Askers } from '../kit/asking/Askers';
import type { Feature } from '../kit/feature';
import { LanguageProvider } from '../kit/language';
import { ToneProvider } from '../kit/tones';
import { FrameProvider, keepLanguage, keepMode, keptLanguage, keptMode, type Frame } from './frame';
import { routerOf } from './router';
import { themeOf, variablesOf, type Mode } from './theme';
import { tones } from './tones';

export function toSignIn(expired: boolean): void {
  const here = location.pathname + location.search;
  location.replace(`/sign-in?${new URLSearchParams({ next: here, ...(expired ? { expired: '1' } : {}) })}`);
}

/** Reads are tried again where another try may help; what the server refused is not. */
function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        refetchOnWindowFocus: true,
        retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502),
      },
    },
  });
}

export function Root({ features }: { features: Feature[] }) {
  const [mode, setMode] = useState<Mode>(keptMode);
  const [language, setLanguage] = useState<Language>(() => keptLanguage() ?? 'zh');
  const client = useMemo(() => newClient(), []);
  const router = useMemo(() => routerOf(features, client), [features, client]);
  speak(language);
  const frame = useMemo<Frame>(
    () => ({
      mode,
      setMode: (next) => {
        keepMode(next);
        setMode(next);
      },
      language,
      setLanguage: (next) => {
        keepLanguage(next);
        setLanguage(next);
      },
      features,
    }),
    [mode, language, features],
  );
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = mode;
  }, [mode]);
  useEffect(() => {
    // What is chosen in one tab holds in all of them.
    const chosen = () => {
      setMode(keptMode());
      setLanguage(keptLanguage() ?? 'zh');
    };
    window.addEventListener('storage', chosen);
    return () => window.removeEventListener('storage', chosen);
  }, []);
  useEffect(() => {
    const out = () => toSignIn(true);
    window.addEventListener(SIGNED_OUT, out);
    return () => window.removeEventListener(SIGNED_OUT, out);
  }, []);
  return (
    <QueryClientProvider client={client}>
      <style>{variablesOf(mode)}</style>
      <ConfigProvider
        theme={themeOf(mode)}
        locale={language === 'zh' ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
      >
        <LanguageProvider language={language}>
          <ToneProvider tones={tones}>
            <FrameProvider value={frame}>
              <App
                message={{ maxCount: 2, duration: 2.5, top: 56 }}
                notification={{ placement: 'topRight', top: 56 }}
                className="app"
              >
                <RouterProvider router={router} />
                <Askers />
              </App>
            </FrameProvider>
          </ToneProvider>
        </LanguageProvider>
      </ConfigProvider>
    </QueryClientProvider>
  );
}
