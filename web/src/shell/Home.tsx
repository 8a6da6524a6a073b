/** The start page until a feature brings its own: what this user may work with, by app. */
import { Card } from 'antd';
import { Link } from '@tanstack/react-router';
import { useSession } from '../api/queries';
import { useSay } from '../kit/language';
import { PageFrame } from '../kit/parts';
import { useMenu } from './menu';
import { texts } from './texts';

export default function Home() {
  const say = useSay();
  const session = useSession();
  const groups = useMenu();
  return (
    <PageFrame testId="home" title={say(texts.welcome, { name: session?.name ?? '' })} help={say(texts.homeHelp)}>
      <p className="none">{say(texts.homeText)}</p>
      <div className="home-groups">
        {groups.map((group) => (
          <Card key={group.key} size="small" title={say(group.label)}>
            <ul>
              {group.entries.map((entry) => (
                <li key={entry.to}>
                  <Link className="anchor" to={entry.to}>
                    {say(entry.label)}
                  </Link>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </PageFrame>
  );
}
