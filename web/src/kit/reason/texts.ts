export const texts = {
  title: { zh: '请说明原因', en: 'Say why' },
  text: {
    zh: '“{name}”受控：每次变更都要写明原因，原因随变更记入历史。',
    en: '“{name}” is controlled: every change says why, and the reason stands in the history with it.',
  },
  record: { zh: '这条记录', en: 'This record' },
  reason: { zh: '原因', en: 'Reason' },
  hint: { zh: '例如：客户图纸改版', en: 'For example: the customer changed the drawing' },
};
