/** Nodes in stages: what it came from on the left, the start, what it became on the right; one column per stage. */
export interface Node {
  model: string;
  id: string;
  number: string | null;
  label: string | null;
  depth: number;
  quantity: string;
  exactness: string;
  direction: 'start' | 'up' | 'down';
}

export interface Edge {
  source: { model: string; id: string };
  target: { model: string; id: string };
  quantity: string;
  exactness: string;
}

export interface Placed extends Node {
  stage: number;
  x: number;
  y: number;
}

export interface Drawn {
  nodes: Placed[];
  lines: { key: string; path: string; possible: boolean }[];
  stages: { stage: number; x: number }[];
  width: number;
  height: number;
}

export const CARD = { width: 188, height: 58, across: 84, down: 14, head: 30 };

export function stageOf(node: Node): number {
  return node.direction === 'up' ? -node.depth : node.direction === 'down' ? node.depth : 0;
}

const keyOf = (each: { model: string; id: string }): string => `${each.model} ${each.id}`;

/** Places for every node: a column per stage, in a column near what it is joined to. */
export function drawn(nodes: readonly Node[], edges: readonly Edge[]): Drawn {
  const stages = [...new Set(nodes.map(stageOf))].sort((one, other) => one - other);
  const x = new Map(stages.map((stage, at) => [stage, at * (CARD.width + CARD.across)]));
  const rows = new Map<string, number>();
  const placed: Placed[] = [];
  const joined = neighbours(edges);
  for (const stage of [...stages].sort((one, other) => Math.abs(one) - Math.abs(other))) {
    const own = nodes.filter((node) => stageOf(node) === stage);
    const pull = (node: Node) => {
      const near = (joined.get(keyOf(node)) ?? []).map((key) => rows.get(key)).filter((row) => row !== undefined);
      return near.length > 0 ? near.reduce((all, row) => all + row, 0) / near.length : Number.MAX_SAFE_INTEGER;
    };
    const order = own.map((node) => ({ node, pull: pull(node) })).sort((one, other) => one.pull - other.pull);
    order.forEach(({ node }, row) => {
      rows.set(keyOf(node), row);
      placed.push({ ...node, stage, x: x.get(stage) ?? 0, y: CARD.head + row * (CARD.height + CARD.down) });
    });
  }
  const at = new Map(placed.map((node) => [keyOf(node), node]));
  const most = Math.max(0, ...placed.map((node) => node.y + CARD.height));
  return {
    nodes: placed,
    lines: edges.flatMap((edge) => line(edge, at)),
    stages: stages.map((stage) => ({ stage, x: x.get(stage) ?? 0 })),
    width: Math.max(CARD.width, stages.length * (CARD.width + CARD.across) - CARD.across),
    height: most + 4,
  };
}

function neighbours(edges: readonly Edge[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const join = (one: string, other: string) => found.set(one, [...(found.get(one) ?? []), other]);
  for (const edge of edges) {
    join(keyOf(edge.source), keyOf(edge.target));
    join(keyOf(edge.target), keyOf(edge.source));
  }
  return found;
}

function line(edge: Edge, at: Map<string, Placed>): Drawn['lines'] {
  const [from, to] = [at.get(keyOf(edge.source)), at.get(keyOf(edge.target))];
  if (!from || !to) return [];
  const [x1, x2] = [from.x + CARD.width, to.x];
  const [y1, y2] = [from.y + CARD.height / 2, to.y + CARD.height / 2];
  const bend = Math.max(24, Math.abs(x2 - x1) / 2);
  const path = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  return [{ key: `${keyOf(edge.source)} ${keyOf(edge.target)}`, path, possible: edge.exactness === 'possible' }];
}
