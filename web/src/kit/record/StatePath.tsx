import { CheckOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { Model } from '../../api/definitions';
import type { Change } from '../../api/records';
import { fullInstant } from '../format';
import { useSay } from '../language';
import { pathOfStates } from './states';
import { texts } from './texts';

/** The way of a record: done, now, to come; who and when on hover and focus. */
export function StatePath({ model, state, changes }: { model: Model; state: string; changes: Change[] }) {
  const say = useSay();
  const stops = pathOfStates(model, state, changes);
  return (
    <ol className="state-path" aria-label={say(texts.path)} data-testid="state-path">
      {stops.map((stop) => {
        const who = stop.at && stop.place !== 'toCome' ? `${stop.user ?? ''} ${fullInstant(stop.at)}` : '';
        return (
          <li key={stop.state} className={stop.place} aria-current={stop.place === 'now' ? 'step' : undefined}>
            <Tooltip title={who || undefined}>
              <span tabIndex={who ? 0 : undefined}>
                {stop.place === 'done' && <CheckOutlined />}
                {say(model.states?.labels[stop.state])}
                <span className="hidden">{say(texts[stop.place])}</span>
              </span>
            </Tooltip>
          </li>
        );
      })}
    </ol>
  );
}
