import type { Text } from '../api/definitions';

export const texts = {
  title: { zh: '登录', en: 'Sign in' },
  product: { zh: '质合', en: 'Zhihe' },
  purpose: { zh: '质量与经营一体', en: 'Quality and operations in one' },
  login: { zh: '用户名', en: 'User name' },
  password: { zh: '密码', en: 'Password' },
  chosen: { zh: '公司', en: 'Company' },
  choice: { zh: '请选择…', en: 'Choose…' },
  submit: { zh: '登录', en: 'Sign in' },
  busy: { zh: '正在登录…', en: 'Signing in…' },
  caps: { zh: '大写锁定已打开', en: 'Caps Lock is on' },
  show: { zh: '显示密码', en: 'Show password' },
  hide: { zh: '隐藏密码', en: 'Hide password' },
  expired: {
    zh: '登录已过期，请重新登录；之后会回到原来的页面。',
    en: 'Your session has ended. Sign in again to return to your page.',
  },
  forgotten: { zh: '忘记密码？请联系系统管理员重设。', en: 'Forgotten it? Ask your administrator for a new password.' },
  plain: {
    zh: '当前为 http 连接：密码和数据在网络上没有加密。请管理员按文档《HTTPS》启用加密。',
    en: 'This is plain http: passwords and data cross the network unencrypted. See “HTTPS” in the documentation.',
  },
  refused: { zh: '用户名或密码不对。', en: 'The user name or password is not right.' },
  wait: { zh: '失败次数过多，请等待 {seconds} 秒后再试。', en: 'Too many failed tries: wait {seconds} seconds.' },
  choose: {
    zh: '您属于多家公司，请选择要进入的公司。',
    en: 'You belong to several companies; choose the one to enter.',
  },
  noCompany: {
    zh: '您还不属于任何公司，请联系系统管理员。',
    en: 'You belong to no company yet; ask your administrator.',
  },
  noMember: { zh: '您不是公司 {company} 的成员。', en: 'You are no member of the company {company}.' },
  closed: { zh: '公司 {company} 已停用，请联系管理员。', en: 'The company {company} is closed; ask an administrator.' },
  current: { zh: '当前密码', en: 'Current password' },
  newPassword: { zh: '新密码', en: 'New password' },
  again: { zh: '再输入一次新密码', en: 'New password again' },
  differ: { zh: '两次输入的新密码不一样。', en: 'The two new passwords differ.' },
  setPassword: { zh: '设置密码', en: 'Set the password' },
  passwordSet: { zh: '密码已设置。请用新密码登录。', en: 'The password is set. Sign in with it.' },
  failed: {
    zh: '连不上服务器，请检查网络后重试。',
    en: 'The server cannot be reached; check the network and try again.',
  },
  other: { zh: 'English', en: '中文' },
} satisfies Record<string, Text>;
