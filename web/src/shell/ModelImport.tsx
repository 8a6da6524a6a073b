import { useParams } from '@tanstack/react-router';
import { useDefinitions } from '../api/queries';
import { ImportPage } from '../kit/import/ImportPage';
import { Loading, Region } from '../kit/parts';
import { NoModel } from './NotFound';

/** The import of files into any model. */
export default function ModelImport() {
  const { model: key = '', id } = useParams({ strict: false });
  const definitions = useDefinitions();
  if (!definitions) return <Loading />;
  const model = definitions.models[key];
  if (!model || model.kind !== 'record' || model.line_of) return <NoModel />;
  return (
    <Region key={`${key}/${id ?? ''}`}>
      <ImportPage name={key} model={model} {...(id ? { id } : {})} />
    </Region>
  );
}
