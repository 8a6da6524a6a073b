import { describe, expect, it } from 'vitest';
import { drawn, stageOf, type Edge, type Node } from './bands';

const node = (id: string, direction: Node['direction'], depth: number): Node => ({
  model: 'lot',
  id,
  number: id,
  label: id,
  depth,
  quantity: '1',
  exactness: 'exact',
  direction,
});
const edge = (source: string, target: string): Edge => ({
  source: { model: 'lot', id: source },
  target: { model: 'lot', id: target },
  quantity: '1',
  exactness: 'exact',
});

describe('the stages of a trace', () => {
  it('put sources left of the start and uses right of it', () => {
    const nodes = [node('A', 'start', 0), node('R', 'up', 1), node('F', 'down', 1), node('D', 'down', 2)];
    expect(nodes.map(stageOf)).toEqual([0, -1, 1, 2]);
    const found = drawn(nodes, [edge('R', 'A'), edge('A', 'F'), edge('F', 'D')]);
    const x = Object.fromEntries(found.nodes.map((each) => [each.id, each.x]));
    expect(['R', 'A', 'F', 'D'].map((id) => x[id])).toEqual([...(Object.values(x) as number[])].sort((a, b) => a - b));
    expect(found.lines).toHaveLength(3);
  });
  it('never lays two nodes on one place, and keeps those that are joined near each other', () => {
    const uses = ['F1', 'F2', 'F3'].map((id) => node(id, 'down', 1));
    const ends = ['D1', 'D2', 'D3'].map((id) => node(id, 'down', 2));
    const edges = [
      edge('F1', 'D3'),
      edge('F2', 'D2'),
      edge('F3', 'D1'),
      edge('A', 'F1'),
      edge('A', 'F2'),
      edge('A', 'F3'),
    ];
    const found = drawn([node('A', 'start', 0), ...uses, ...ends], edges);
    expect(new Set(found.nodes.map((each) => `${each.x} ${each.y}`)).size).toBe(7);
    const y = Object.fromEntries(found.nodes.map((each) => [each.id, each.y]));
    expect(y['D3']).toBeLessThan(y['D1'] as number);
  });
  it('leave out a line whose end is not among the nodes', () => {
    expect(drawn([node('A', 'start', 0)], [edge('A', 'hidden')]).lines).toEqual([]);
  });
});
