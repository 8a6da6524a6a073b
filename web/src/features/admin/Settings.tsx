/** The settings that apps and models declare, each with its own input. */
import { App, Form, InputNumber, Input, Switch } from 'antd';
import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, type Served } from '../../api/served';
import type { Value } from '../../api/records';
import { useSay } from '../../kit/language';
import { Loading, PageFrame, ProblemAlert } from '../../kit/parts';
import { texts } from './texts';

type Setting = Omit<Served['Setting'], 'value'> & { value: Value };

export default function Settings() {
  const say = useSay();
  const settings = useQuery({
    queryKey: ['settings'],
    queryFn: () => ask('GET', 'settings') as Promise<{ rows: Setting[] }>,
  });
  return (
    <PageFrame testId="admin-settings" title={say(texts.settings)} help={say(texts.settingsHelp)}>
      <ProblemAlert problem={settings.error} />
      {settings.isPending ? (
        <Loading />
      ) : (
        <Form component="div" className="panel settings" layout="vertical">
          {(settings.data?.rows ?? []).map((setting) => (
            <One key={`${setting.key}.${String(setting.value)}`} setting={setting} />
          ))}
        </Form>
      )}
    </PageFrame>
  );
}

function One({ setting }: { setting: Setting }) {
  const say = useSay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [value, setValue] = useState(setting.value);
  const save = useMutation({
    mutationFn: (next: Value) => ask('PATCH', 'settings', { body: { [setting.key]: next } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['settings'] });
      void message.success(say(texts.saved));
    },
  });
  const commit = () => value !== setting.value && save.mutate(value);
  const id = `setting-${setting.key}`;
  const common = { id, disabled: save.isPending };
  return (
    <Form.Item
      label={say(setting.label)}
      htmlFor={id}
      {...(save.error ? { validateStatus: 'error' as const, help: save.error.message } : {})}
    >
      {typeof setting.value === 'boolean' ? (
        <Switch
          {...common}
          checked={value === true}
          loading={save.isPending}
          onChange={(next) => (setValue(next), save.mutate(next))}
        />
      ) : typeof setting.value === 'number' || /^-?\d+(\.\d+)?$/.test(String(setting.value ?? '')) ? (
        <InputNumber
          {...common}
          stringMode
          value={String(value ?? '')}
          onChange={(next) => setValue(typeof setting.value === 'number' ? Number(next) : next)}
          onBlur={commit}
          onPressEnter={commit}
        />
      ) : (
        <Input
          {...common}
          value={String(value ?? '')}
          onChange={(event) => setValue(event.target.value)}
          onBlur={commit}
          onPressEnter={commit}
        />
      )}
    </Form.Item>
  );
}
