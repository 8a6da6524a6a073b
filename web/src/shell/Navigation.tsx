/** The menu: groups of apps with their entries; where one is stands open. */
import { Menu, type MenuProps } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from '@tanstack/react-router';
import { useSay } from '../kit/language';
import { useMenu, type MenuGroup } from './menu';
import { texts } from './texts';

export default function Navigation({ collapsed, onChoose }: { collapsed?: boolean; onChoose?: () => void }) {
  const say = useSay();
  const groups = useMenu();
  const path = useLocation({ select: (location) => location.pathname });
  const entries = groups.flatMap((group) => group.entries);
  const here = entries
    .filter((entry) => path === entry.to || path.startsWith(`${entry.to}/`))
    .sort((one, other) => other.to.length - one.to.length)[0];
  const owner = groups.find((group) => group.entries.some((entry) => entry.to === here?.to));
  const [opened, setOpened] = useState<string[]>([]);
  const open = [...new Set([...opened, ...(owner ? [owner.key] : [])])];
  const link = (to: string, label: string) => (
    <Link to={to} onClick={onChoose}>
      {label}
    </Link>
  );
  const items: MenuProps['items'] = groups.map((group: MenuGroup) =>
    group.entries.length === 1 && group.key !== 'admin' && group.entries[0]
      ? { key: group.entries[0].to, icon: group.icon, label: link(group.entries[0].to, say(group.entries[0].label)) }
      : {
          key: group.key,
          icon: group.icon,
          label: say(group.label),
          children: group.entries.map((entry) => ({ key: entry.to, label: link(entry.to, say(entry.label)) })),
        },
  );
  return (
    <nav aria-label={say(texts.menu)}>
      <Menu
        mode="inline"
        items={items}
        selectedKeys={here ? [here.to] : []}
        inlineCollapsed={collapsed ?? false}
        {...(collapsed ? {} : { openKeys: open, onOpenChange: setOpened })}
        inlineIndent={14}
      />
    </nav>
  );
}
