/** What concerns the user himself: language, light or dark, password, leaving. */
import {
  MoonOutlined,
  QuestionCircleOutlined,
  SunOutlined,
  TranslationOutlined,
  UserOutlined,
} from '@ant-design/icons';
import { Button, Dropdown, type MenuProps } from 'antd';
import { call } from '../api/client';
import { useSay } from '../kit/language';
import { useFrame } from './frame';
import { texts } from './texts';

export default function Account({ name, phone }: { name: string; phone: boolean }) {
  const say = useSay();
  const { mode, setMode, language, setLanguage } = useFrame();
  async function signOut() {
    await call('DELETE', 'session');
    location.replace('/sign-in');
  }
  const items: MenuProps['items'] = [
    { key: 'name', label: <strong>{name}</strong>, disabled: true },
    { type: 'divider' },
    {
      key: 'language',
      icon: <TranslationOutlined />,
      label: say(texts.language),
      onClick: () => setLanguage(language === 'zh' ? 'en' : 'zh'),
    },
    {
      key: 'mode',
      icon: mode === 'dark' ? <SunOutlined /> : <MoonOutlined />,
      label: say(mode === 'dark' ? texts.light : texts.dark),
      onClick: () => setMode(mode === 'dark' ? 'light' : 'dark'),
    },
    { key: 'docs', icon: <QuestionCircleOutlined />, label: <a href="/docs">{say(texts.docs)}</a> },
    { key: 'password', label: <a href="/password">{say(texts.password)}</a> },
    { type: 'divider' },
    { key: 'out', label: say(texts.signOut), onClick: () => void signOut() },
  ];
  return (
    <Dropdown trigger={['click']} menu={{ items }} placement="bottomRight">
      <Button type="text" icon={<UserOutlined />} aria-label={`${say(texts.account)} ${name}`} data-testid="account">
        {phone ? null : name}
      </Button>
    </Dropdown>
  );
}
