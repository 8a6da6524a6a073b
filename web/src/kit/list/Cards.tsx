/** A list on a phone: a card for each row, the whole of it opens the record. */
import { useEffect, useRef } from 'react';
import type { Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import type { Row } from '../../api/records';
import { fieldAt, labelAt } from '../fields';
import { useSay } from '../language';
import { Shown } from '../show';

const FACTS = 5;

export function Cards({
  model,
  rows,
  keys,
  onOpen,
  onEnd,
}: {
  model: Model;
  rows: Row[];
  keys: string[];
  onOpen: (row: Row) => void;
  onEnd: () => void;
}) {
  const definitions = useDefinitions();
  const say = useSay();
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const element = end.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && onEnd());
    observer.observe(element);
    return () => observer.disconnect();
  });
  const [head, ...others] = keys.filter((key) => key !== 'state');
  return (
    <ul className="cards">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" className="card" data-testid="row" onClick={() => onOpen(row)}>
            <span className="card-head">
              <strong>{head && <Value model={model} path={head} row={row} />}</strong>
              {row.state && <Value model={model} path="state" row={row} />}
            </span>
            {others.slice(0, FACTS).map((key) =>
              row[key] === null || row[key] === undefined ? null : (
                <span key={key} className="card-fact">
                  <span className="none">{say(labelAt(definitions, model, key))}</span>
                  <Value model={model} path={key} row={row} />
                </span>
              ),
            )}
          </button>
        </li>
      ))}
      <li ref={end} aria-hidden="true" />
    </ul>
  );
}

function Value({ model, path, row }: { model: Model; path: string; row: Row }) {
  const definitions = useDefinitions();
  const field = fieldAt(definitions, model, path);
  return field ? <Shown name={path} field={field} value={row[path]} row={row} plain /> : null;
}
