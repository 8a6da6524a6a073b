/** How a request stands against its deadline, in words and colour. */
import type { Row } from '../../api/records';
import { useSay } from '../../kit/language';
import { ToneShape } from '../../kit/tones';
import { against, plantToday } from './days';
import { texts } from './texts';

export function Deadline({ request }: { request: Row }) {
  const say = useSay();
  const due = request['due_on'];
  if (typeof due !== 'string') return null;
  const answered = request['answered_on'];
  const found = against(due, typeof answered === 'string' ? answered : null, plantToday());
  const tone = found.kind === 'late' ? 'bad' : found.kind === 'inTime' ? 'good' : 'waiting';
  return (
    <span className={`deadline tone-${tone}`} data-testid="deadline">
      <ToneShape tone={tone} /> {say(texts[found.kind], 'days' in found ? { days: found.days } : {})}
    </span>
  );
}
