/** The page of any record, or the page a feature puts in its place. */
import { Suspense } from 'react';
import { useParams } from '@tanstack/react-router';
import { useDefinitions } from '../api/queries';
import { Loading, Region } from '../kit/parts';
import { RecordPage } from '../kit/record/RecordPage';
import { useFrame } from './frame';
import { NoModel } from './NotFound';

export default function ModelRecord() {
  const { model: key = '', name = '' } = useParams({ strict: false });
  const definitions = useDefinitions();
  const { features } = useFrame();
  const Own = features.find((feature) => feature.recordPages?.[key])?.recordPages?.[key];
  if (!definitions) return <Loading />;
  const model = definitions.models[key];
  if (!model || model.kind !== 'record') return <NoModel />;
  if (Own) {
    return (
      <Suspense fallback={<Loading />}>
        <Own />
      </Suspense>
    );
  }
  return (
    <Region key={`${key}/${name}`}>
      <RecordPage
        name={key}
        model={model}
        id={name}
        tabs={features.flatMap((feature) => feature.recordTabs?.[key] ?? [])}
        blocks={features.flatMap((feature) => feature.recordBlocks?.[key] ?? [])}
        acts={features.flatMap((feature) => feature.recordActs?.[key] ?? [])}
      />
    </Region>
  );
}
