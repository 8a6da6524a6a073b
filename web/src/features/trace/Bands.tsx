/** The genealogy drawn in stages; a card leads to its record. */
import { useNavigate } from '@tanstack/react-router';
import { useDefinitions } from '../../api/queries';
import { grouped } from '../../kit/format';
import { useSay } from '../../kit/language';
import { ToneShape, useTone } from '../../kit/tones';
import { CARD, drawn, type Edge, type Node, type Placed } from './bands';
import type { Stand } from './onHand';
import { stageWords } from './TracePage';
import { texts } from './texts';

interface Props {
  nodes: readonly Node[];
  edges: readonly Edge[];
  stands: ReadonlyMap<string, Stand[]>;
}

export function Bands({ nodes, edges, stands }: Props) {
  const say = useSay();
  const picture = drawn(nodes, edges);
  return (
    <section className="panel trace-picture" aria-label={say(texts.picture)} tabIndex={0}>
      <div className="trace-canvas" style={{ width: picture.width, height: picture.height }}>
        <svg width={picture.width} height={picture.height} aria-hidden="true">
          {picture.lines.map((line) => (
            <path key={line.key} d={line.path} className={line.possible ? 'possible' : ''} />
          ))}
        </svg>
        {picture.stages.map(({ stage, x }) => (
          <span key={stage} className="trace-stage count" style={{ left: x, width: CARD.width }}>
            {stageWords(say, stage)}
          </span>
        ))}
        {picture.nodes.map((node) => (
          <Card key={`${node.model} ${node.id}`} node={node} stands={stands.get(node.id) ?? []} />
        ))}
      </div>
    </section>
  );
}

function Card({ node, stands }: { node: Placed; stands: Stand[] }) {
  const say = useSay();
  const navigate = useNavigate();
  const model = useDefinitions()?.models[node.model];
  const open = model && !model.line_of && model.kind === 'record';
  return (
    <button
      type="button"
      className={`trace-card${node.stage === 0 ? ' here' : ''}`}
      style={{ left: node.x, top: node.y, width: CARD.width, height: CARD.height }}
      disabled={!open}
      onClick={() => void navigate({ to: `/m/${node.model}/${node.id}` })}
    >
      <small>
        {say(model?.label)}
        {node.direction !== 'start' && <span className="number">{grouped(node.quantity)}</span>}
      </small>
      <strong>{node.label ?? node.number}</strong>
      <span className="trace-marks">
        {[...new Set(stands.map((each) => each.status))].map((status) => (
          <Mark key={status} status={status} label={say(stands.find((each) => each.status === status)?.label)} />
        ))}
      </span>
    </button>
  );
}

function Mark({ status, label }: { status: string; label: string }) {
  const tone = useTone('status', status);
  return (
    <span className={`tone-${tone}`}>
      <ToneShape tone={tone} /> {label}
    </span>
  );
}
