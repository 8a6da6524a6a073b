/** The reader's language: every text is a pair, and one function says it. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Language, Text } from '../api/definitions';

const LanguageContext = createContext<Language>('zh');

export type Say = (text: Text | null | undefined, values?: Record<string, string | number>) => string;

export function LanguageProvider({ language, children }: { language: Language; children: ReactNode }) {
  return <LanguageContext value={language}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** A text in a language, with `{name}` replaced by values. */
export function said(
  language: Language,
  text: Text | null | undefined,
  values: Record<string, string | number> = {},
): string {
  if (!text) return '';
  return text[language].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function useSay(): Say {
  const language = useLanguage();
  return useMemo(() => (text, values) => said(language, text, values), [language]);
}
