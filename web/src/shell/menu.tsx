/** The menu by role: what the server says, else the apps and models this user may read; then the pages of features. */
import {
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  DatabaseOutlined,
  InboxOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  ShoppingCartOutlined,
  TeamOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { ask, type Served as Answered } from '../api/served';
import type { Definitions, Text } from '../api/definitions';
import { useDefinitions, useSession, type Session } from '../api/queries';
import type { Feature } from '../kit/feature';
import { useFrame } from './frame';
import { texts } from './texts';

export interface MenuEntry {
  to: string;
  label: Text;
  model?: string;
}

export interface MenuGroup {
  key: string;
  label: Text;
  icon: ReactNode;
  entries: MenuEntry[];
}

type Served = Answered['Menu'];

const ICONS: Record<string, ReactNode> = {
  base: <DatabaseOutlined />,
  stock: <InboxOutlined />,
  purchasing: <ShoppingCartOutlined />,
  quality: <SafetyCertificateOutlined />,
  improvement: <ToolOutlined />,
  suppliers: <TeamOutlined />,
  reports: <BarChartOutlined />,
  audit: <AuditOutlined />,
  admin: <SettingOutlined />,
};

const iconOf = (key: string): ReactNode => ICONS[key] ?? <AppstoreOutlined />;

export function useMenu(): MenuGroup[] {
  const definitions = useDefinitions();
  const session = useSession();
  const { features } = useFrame();
  const served = useQuery({
    queryKey: ['menu'],
    queryFn: () => ask('GET', 'menu'),
    retry: false,
    staleTime: 60_000,
  });
  return useMemo(() => {
    if (!definitions || !session || served.isPending) return [];
    const groups = served.data ? fromServer(served.data, pagesOf(features)) : fromDefinitions(definitions);
    return withFeatures(groups, features, session);
  }, [definitions, session, served.isPending, served.data, features]);
}

/** The addresses that features have; an entry that leads nowhere is no entry. */
function pagesOf(features: Feature[]): Set<string> {
  return new Set(features.flatMap((feature) => (feature.pages ?? []).map((page) => page.path.replace(/^\//, ''))));
}

function fromServer(served: Served, pages: ReadonlySet<string>): MenuGroup[] {
  const groups = served.groups.map((group): MenuGroup => ({
    key: group.app,
    label: group.label,
    icon: iconOf(group.app),
    entries: group.entries.flatMap((entry): MenuEntry[] => {
      if (entry.model) return [{ to: `/m/${entry.model}`, label: entry.label, model: entry.model }];
      return entry.page && pages.has(entry.page) ? [{ to: `/${entry.page}`, label: entry.label }] : [];
    }),
  }));
  return masterDataLast(groups.filter((group) => group.entries.length > 0));
}

/** Documents first, master data last; lines stand with their parent. */
function fromDefinitions(definitions: Definitions): MenuGroup[] {
  const groups = Object.entries(definitions.apps).map(([app, { label }]): MenuGroup => {
    const models = Object.entries(definitions.models).filter(
      ([, model]) => model.app === app && !model.line_of && ['record', 'view'].includes(model.kind),
    );
    return {
      key: app,
      label,
      icon: iconOf(app),
      entries: models.map(([key, model]) => ({ to: `/m/${key}`, label: model.label, model: key })),
    };
  });
  return masterDataLast(groups.filter((group) => group.entries.length > 0));
}

/** What everything else stands on is looked at least often. */
function masterDataLast(groups: MenuGroup[]): MenuGroup[] {
  return [...groups.filter((group) => group.key !== 'base'), ...groups.filter((group) => group.key === 'base')];
}

/** The pages of features: in the group of their app, or in a group of their own. */
export function withFeatures(groups: MenuGroup[], features: Feature[], session: Session): MenuGroup[] {
  const found = groups.map((group) => ({ ...group, entries: [...group.entries] }));
  const own = features.flatMap((feature) => feature.groups ?? []);
  const pages = features
    .flatMap((feature) => feature.pages ?? [])
    .filter((page) => page.menu && (page.may?.(session) ?? true));
  for (const page of [...pages].sort((one, other) => (one.menu?.order ?? 50) - (other.menu?.order ?? 50))) {
    const key = page.menu?.group ?? '';
    let group = found.find((each) => each.key === key);
    if (!group) {
      const given = own.find((each) => each.key === key);
      group = {
        key,
        label: given?.label ?? (key === 'admin' ? texts.administration : page.title),
        icon: given?.icon ?? iconOf(key),
        entries: [],
      };
      if ((given?.order ?? 50) < 0) found.unshift(group);
      else found.push(group);
    }
    const entry = { to: page.path.startsWith('/') ? page.path : `/${page.path}`, label: page.title };
    if (!group.entries.some((each) => each.to === entry.to))
      group.entries.splice((page.menu?.order ?? 50) < 50 ? 0 : group.entries.length, 0, entry);
  }
  return found.filter((group) => group.entries.length > 0);
}
