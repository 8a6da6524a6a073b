/** What a save noticed without refusing it: told until it is closed, and at the field that stays empty for it. */
import { App } from 'antd';
import type { Field, Text } from '../api/definitions';
import type { Row } from '../api/records';
import type { Served } from '../api/served';
import type { Environment } from './expression/values';
import { whyEmpty } from './form/env';
import { useSay } from './language';

type Notice = Served['Notice'];

export const REASONS: Record<string, Text> = {
  division_by_zero: { zh: '除数为零，结果留空', en: 'Divided by zero, so it stays empty' },
  number_too_large: { zh: '数值过大，结果留空', en: 'The number is too large, so it stays empty' },
  exponent_too_large: { zh: '指数过大，结果留空', en: 'The exponent is too large, so it stays empty' },
  root_of_negative: { zh: '负数不能开平方，结果留空', en: 'A negative number has no root, so it stays empty' },
  not_a_number: { zh: '文本不是数字，结果留空', en: 'The text is no number, so it stays empty' },
  date_out_of_range: { zh: '日期超出范围，结果留空', en: 'The date is out of range, so it stays empty' },
  duration_out_of_range: { zh: '时长超出范围，结果留空', en: 'The duration is out of range, so it stays empty' },
};

/** The notices of a saved record, each a sentence with its field; those of a line say which. */
export function noticeLines(saved: Row, line: (number: number) => string): string[] {
  const found = (saved['notices'] ?? []) as unknown as Notice[];
  return found.map((each) => {
    const place = /\.(\d+)\./.exec(each.field)?.[1];
    return `${place === undefined ? '' : line(Number(place) + 1)}${each.label}: ${each.text}`;
  });
}

const texts = {
  line: { zh: '第 {line} 行 ', en: 'Line {line}, ' },
  saved: { zh: '已保存，但有字段留空', en: 'Saved, but a field stays empty' },
} satisfies Record<string, Text>;

/** The notices of a saved record in the reader's language. */
export function useNoticeLines(): (saved: Row) => string[] {
  const say = useSay();
  return (saved) => noticeLines(saved, (line) => say(texts.line, { line }));
}

/** Tell what a save noticed; it stays until it is closed, also on the page after. */
export function useTellNotices(): (saved: Row) => void {
  const say = useSay();
  const lines = useNoticeLines();
  const { notification } = App.useApp();
  return (saved) => {
    const found = lines(saved);
    if (found.length > 0)
      notification.warning({
        title: say(texts.saved),
        description: found.join('\n'),
        duration: 0,
        key: `notices-${saved.id}`,
        style: { whiteSpace: 'pre-line' },
      });
  };
}

/** Why a computed field is empty, in the reader's language. */
export function useWhyEmpty(): (field: Field, env: Environment) => string | undefined {
  const say = useSay();
  return (field, env) => {
    const reason = REASONS[whyEmpty(field.formula, env) ?? ''];
    return reason && say(reason);
  };
}
