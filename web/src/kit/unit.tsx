/** Units of measure by their name in the reader's language; a feature says what the codes mean. */
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { Text } from '../api/definitions';
import { useLanguage, useSay } from './language';

export type UnitNames = Readonly<Record<string, Text>>;

const UnitContext = createContext<UnitNames>({});

export function UnitProvider({ names, children }: { names: UnitNames; children: ReactNode }) {
  return <UnitContext value={names}>{children}</UnitContext>;
}

/** The name of a unit by its code; the code itself where it has none. */
export function useUnitName(): (code: string) => string {
  const names = useContext(UnitContext);
  const say = useSay();
  return useMemo(() => (code) => say(names[code]) || code, [names, say]);
}

/** A unit beside its quantity. */
export function Unit({ code }: { code: string }) {
  const name = useUnitName()(code);
  return name ? <span className="unit">{name}</span> : null;
}

/** A currency as people write it behind an amount: 元 for CNY in Chinese, else its code. */
export function useMoneyUnit(): (currency: string) => string {
  const language = useLanguage();
  return (currency) => (language === 'zh' && currency === 'CNY' ? '元' : currency);
}
