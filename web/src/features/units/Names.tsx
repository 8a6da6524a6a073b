/** Reads the units once and gives their names to all pages; who may not read them sees the codes. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';
import { useModel } from '../../api/queries';
import { records } from '../../api/records';
import { UnitProvider } from '../../kit/unit';
import { namesOf } from './names';

export function Names({ children }: { children: ReactNode }) {
  const readable = useModel('unit') !== undefined;
  const found = useQuery({
    queryKey: ['list', 'unit', 'names'],
    queryFn: () => records.list('unit', { fields: 'id,code,name_zh,name_en', limit: 500 }),
    enabled: readable,
    staleTime: 300_000,
  });
  const rows = found.data?.rows;
  const names = useMemo(() => namesOf(rows ?? []), [rows]);
  return <UnitProvider names={names}>{children}</UnitProvider>;
}
