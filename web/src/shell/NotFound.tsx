import { Button } from 'antd';
import { Link, useLocation } from '@tanstack/react-router';
import { EmptyState } from '../kit/parts';
import { useSay } from '../kit/language';
import { texts as common } from '../kit/texts';
import { texts } from './texts';

function Back() {
  const say = useSay();
  return (
    <Link to="/">
      <Button type="primary">{say(common.toHome)}</Button>
    </Link>
  );
}

/** An address that leads nowhere, with a way back. */
export function NotFound() {
  const say = useSay();
  const path = useLocation({ select: (location) => location.pathname });
  return <EmptyState title={say(texts.notFound)} text={say(texts.notFoundText, { path })} action={<Back />} />;
}

/** A model that is not there for this user. */
export function NoModel() {
  const say = useSay();
  return <EmptyState title={say(texts.noModel)} action={<Back />} />;
}
