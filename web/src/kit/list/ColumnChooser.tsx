/** Which columns a list shows and in which order: ticked, dragged, or moved by keys. */
import { HolderOutlined } from '@ant-design/icons';
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import {
  arrayMove,
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { Button, Checkbox, Input } from 'antd';
import { useState } from 'react';
import type { Model } from '../../api/definitions';
import { useDefinitions } from '../../api/queries';
import { labelAt } from '../fields';
import { useSay } from '../language';
import { columnKeys, defaultColumns, linkedKeys } from './columns';
import { texts } from './texts';

export function ColumnChooser({
  model,
  columns,
  onChange,
}: {
  model: Model;
  columns: string[];
  onChange: (columns: string[] | undefined) => void;
}) {
  const say = useSay();
  const definitions = useDefinitions();
  const [typed, setTyped] = useState('');
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const name = (key: string) => say(labelAt(definitions, model, key));
  const matches = (key: string) => !typed || name(key).toLowerCase().includes(typed.toLowerCase());
  const others = [...columnKeys(model), ...linkedKeys(definitions, model)].filter(
    (key) => !columns.includes(key) && matches(key),
  );
  return (
    <div className="chooser">
      <p className="none">{say(texts.columnsHint)}</p>
      <Input
        allowClear
        size="small"
        placeholder={say(texts.quick)}
        aria-label={say(texts.quick)}
        onChange={(event) => setTyped(event.target.value)}
      />
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={({ active, over }) => {
          if (over && active.id !== over.id)
            onChange(arrayMove(columns, columns.indexOf(String(active.id)), columns.indexOf(String(over.id))));
        }}
      >
        <SortableContext items={columns} strategy={verticalListSortingStrategy}>
          <ul>
            {columns.filter(matches).map((key) => (
              <Chosen
                key={key}
                id={key}
                name={name(key)}
                only={columns.length === 1}
                onRemove={() => onChange(columns.filter((each) => each !== key))}
              />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <ul className="others">
        {others.map((key) => (
          <li key={key}>
            <Checkbox checked={false} onChange={() => onChange([...columns, key])}>
              {name(key)}
            </Checkbox>
          </li>
        ))}
      </ul>
      <Button
        size="small"
        onClick={() => onChange(undefined)}
        disabled={columns.join() === defaultColumns(model).join()}
      >
        {say(texts.columnsReset)}
      </Button>
    </div>
  );
}

function Chosen({ id, name, only, onRemove }: { id: string; name: string; only: boolean; onRemove: () => void }) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition } = useSortable({ id });
  return (
    <li ref={setNodeRef} style={{ transform: CSS.Transform.toString(transform), transition }}>
      <Checkbox checked disabled={only} onChange={onRemove}>
        {name}
      </Checkbox>
      <button
        type="button"
        className="handle"
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={name}
      >
        <HolderOutlined />
      </button>
    </li>
  );
}
