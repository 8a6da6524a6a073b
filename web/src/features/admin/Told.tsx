/** What the trail tells of what administrators change that is no record: settings, users with their rights, companies. */
import { useQuery } from '@tanstack/react-query';
import { useDefinitions } from '../../api/queries';
import { ask } from '../../api/served';
import { fullInstant } from '../../kit/format';
import { useSay } from '../../kit/language';
import { texts } from './texts';

/** What stands as model in such a row of the trail. */
export const GOVERNED = { setting: texts.setting, user: texts.user, company: texts.toldCompany } as const;

const KEYS = {
  login: texts.login,
  name: texts.toldName,
  roles: texts.roles,
  sites: texts.sites,
  disabled: texts.toldDisabled,
  password: texts.toldPassword,
  password_link: texts.toldLink,
  state: texts.standing,
} as const;
const STATES = {
  opening: texts['company.opening'],
  open: texts['company.open'],
  closed: texts['company.closed'],
} as const;

export function Told({ model, changes }: { model: string; changes: Record<string, unknown> }) {
  const say = useSay();
  const roles = useDefinitions()?.roles;
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: () => ask('GET', 'settings'),
    enabled: model === 'setting',
  });
  const sites = useQuery({ queryKey: ['sites'], queryFn: () => ask('GET', 'sites'), enabled: 'sites' in changes });
  const named = (key: string) =>
    say(settings.data?.rows.find((each) => each.key === key)?.label ?? lookUp(KEYS, key)) || key;
  const word = (key: string, value: unknown): string => {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '—';
    if (typeof value === 'boolean') return say(value ? texts.toldYes : texts.toldNo);
    if (Array.isArray(value)) return value.map((each) => word(key, each)).join('、');
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (key === 'roles') return say(roles?.[text]) || text;
    if (key === 'sites') return sites.data?.rows.find((each) => each.id === text)?.label ?? text;
    if (key === 'password_link') return fullInstant(text);
    return (key === 'state' && say(lookUp(STATES, text))) || text;
  };
  return Object.entries(changes)
    .map(([key, pair]) => {
      if (key === 'password' || !Array.isArray(pair)) return named(key);
      const [before, after] = pair as [unknown, unknown];
      return `${named(key)}：${before === null ? '' : `${word(key, before)} → `}${word(key, after)}`;
    })
    .join('；');
}

function lookUp<T>(words: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}
