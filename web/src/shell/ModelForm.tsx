import { useParams } from '@tanstack/react-router';
import { useDefinitions } from '../api/queries';
import { FormPage } from '../kit/form/FormPage';
import { Loading, Region } from '../kit/parts';
import { NoModel } from './NotFound';

/** The form of a new record or of one that is there. */
export default function ModelForm() {
  const { model: key = '', name } = useParams({ strict: false });
  const definitions = useDefinitions();
  if (!definitions) return <Loading />;
  const model = definitions.models[key];
  if (!model || model.kind !== 'record' || model.line_of) return <NoModel />;
  return (
    <Region key={`${key}/${name ?? ''}`}>
      <FormPage name={key} model={model} {...(name === undefined ? {} : { id: name })} />
    </Region>
  );
}
