export const texts = {
  title: { zh: '请说明原因', en: 'Say why' },
  text: {
    zh: '“{name}”受控：每次变更都要写明原因，原因随变更记入历史。',
    en: '“{name}” is controlled: every change says why, and the reason stands in the history with it.',
  },
  record: { zh: '这条记录', en: 'This record' },
  reason: { zh: '原因', en: 'Reason' },
  sign: { zh: '电子签名', en: 'Electronic signature' },
  signNow: { zh: '签名', en: 'Sign' },
  signText: {
    zh: '“{name}”的“{step}”须由您本人签名。请输入您的登录密码，签名将与这一版记录绑定并记入历史。',
    en: '“{step}” of “{name}” is signed by you. Your password binds the signature to the record as it stands, in its history.',
  },
  meaning: { zh: '签名含义：{meaning}', en: 'Meaning: {meaning}' },
  password: { zh: '登录密码', en: 'Your password' },
  hint: { zh: '例如：客户图纸改版', en: 'For example: the customer changed the drawing' },
};
