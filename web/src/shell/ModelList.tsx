/** The list of any model, or the page a feature puts in its place. */
import { Suspense } from 'react';
import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useDefinitions } from '../api/queries';
import { ListPage } from '../kit/list/ListPage';
import { listState } from '../kit/list/state';
import { Loading, Region } from '../kit/parts';
import { useFrame } from './frame';
import { NoModel } from './NotFound';

export default function ModelList() {
  const { model: name = '' } = useParams({ strict: false });
  const state = listState(useLocation().search as Record<string, unknown>);
  const navigate = useNavigate();
  const definitions = useDefinitions();
  const { features } = useFrame();
  const Own = features.find((feature) => feature.lists?.[name])?.lists?.[name];
  if (!definitions) return <Loading />;
  const model = definitions.models[name];
  if (!model) return <NoModel />;
  if (Own) {
    return (
      <Suspense fallback={<Loading />}>
        <Own />
      </Suspense>
    );
  }
  if (!['record', 'view'].includes(model.kind)) return <NoModel />;
  return (
    <Region key={name}>
      <ListPage
        name={name}
        model={model}
        state={state}
        onState={(next) => void navigate({ to: `/m/${name}`, search: next as never, replace: true })}
      />
    </Region>
  );
}
