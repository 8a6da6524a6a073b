export const texts = {
  board: { zh: '看板', en: 'Board' },
  list: { zh: '列表', en: 'List' },
  days: { zh: '{days} 天', en: '{days} d' },
  today: { zh: '今天', en: 'today' },
  overdue: { zh: '超期 {days} 天', en: '{days} d overdue' },
  none: { zh: '无', en: 'none' },
  cannot: { zh: '{from}不能直接到{to}', en: 'No step leads from {from} to {to}' },
  moved: { zh: '{name} 已{step}', en: '{name}: {step}' },
  move: {
    zh: '拖到另一列，或按空格键拿起后用方向键移动，再按空格键放下。',
    en: 'Drag to another column, or lift with Space, move with the arrow keys and drop with Space.',
  },
  more: { zh: '另有 {count} 条，见列表', en: '{count} more in the list' },
} as const;
