/** The sign-in page: plain React, so that it is there before anything else is loaded. */
import { useEffect, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { Language, Text } from '../api/definitions';
import { NewPassword } from './NewPassword';
import { texts } from './texts';

const KEPT = 'zhihe.language';

function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === 'zh' || kept === 'en') return kept;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Where to go afterwards: a path of this site and nothing else. */
export function returnTo(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

interface Company {
  key: string;
  name: string;
}

interface Refusal {
  code?: string;
  detail?: string;
  seconds?: number;
  company?: string;
  companies?: Company[];
}

const REFUSALS: Record<string, Text> = {
  'sign_in.refused': texts.refused,
  'sign_in.wait': texts.wait,
  'sign_in.choose': texts.choose,
  'sign_in.company': texts.noMember,
  'company.closed': texts.closed,
};

/** Why the server let nobody in, in the language of the page. */
export function refusalWords(refusal: Refusal, language: Language): string {
  const none = refusal.code === 'sign_in.choose' && !refusal.companies?.length;
  const text = none ? texts.noCompany : REFUSALS[refusal.code ?? ''];
  if (!text) return refusal.detail ?? texts.failed[language];
  const values: Record<string, string> = {
    seconds: String(refusal.seconds ?? ''),
    company: refusal.company ?? '',
  };
  return text[language].replace(/\{(\w+)\}/g, (_whole, name: string) => values[name] ?? '');
}

export function SignIn() {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const [problem, setProblem] = useState('');
  const [companies, setCompanies] = useState<Company[]>([]);
  const [busy, setBusy] = useState(false);
  const [company, setCompany] = useState('');
  const say = (text: Text) => text[language];

  useEffect(() => {
    // The page serves without it: whoever cannot reach the server hears so when signing in.
    void fetch('/api/v1/welcome')
      .then((response) => (response.ok ? (response.json() as Promise<{ company: string | null }>) : { company: null }))
      .then((found) => setCompany(found.company ?? ''))
      .catch(() => setCompany(''));
  }, []);

  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = `${texts.title[language]} · ${texts.product[language]}`;
    localStorage.setItem(KEPT, language);
  }, [language]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    setBusy(true);
    setProblem('');
    try {
      const response = await fetch('/api/v1/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'zhihe', 'Accept-Language': language },
        body: JSON.stringify({
          login: given['login'],
          password: given['password'],
          company: given['company'] || undefined,
        }),
      });
      if (response.ok) {
        location.replace(returnTo(location.search));
        return;
      }
      const body = (await response.json()) as Refusal;
      if (body.companies) setCompanies(body.companies);
      setProblem(refusalWords(body, language));
    } catch {
      setProblem(say(texts.failed));
    }
    setBusy(false);
  }

  return (
    <main className="page">
      <section className="card" aria-labelledby="title">
        <header>
          <img src="/favicon.svg" alt="" width="40" height="40" />
          <div>
            <h1 id="title">{say(texts.product)}</h1>
            <p data-testid="company">{company || say(texts.purpose)}</p>
          </div>
        </header>
        {location.pathname === '/password' ? (
          <NewPassword language={language} />
        ) : (
          <form onSubmit={submit}>
            {new URLSearchParams(location.search).has('expired') && <p className="note">{say(texts.expired)}</p>}
            <label>
              {say(texts.login)}
              <input
                name="login"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
                required
                autoFocus
                // Another person: the companies of the one before are not his to see.
                onChange={() => setCompanies([])}
              />
            </label>
            <Password say={say} />
            {companies.length > 0 && (
              <label>
                {say(texts.chosen)}
                <select name="company" required defaultValue="" autoFocus>
                  <option value="" disabled>
                    {say(texts.choice)}
                  </option>
                  {companies.map((each) => (
                    <option key={each.key} value={each.key}>
                      {each.name}
                    </option>
                  ))}
                </select>
              </label>
            )}
            <p className="problem" role="alert">
              {problem}
            </p>
            <button className="main" disabled={busy}>
              {say(busy ? texts.busy : texts.submit)}
            </button>
            <small>{say(texts.forgotten)}</small>
            {!isSecureContext && <small className="plain">{say(texts.plain)}</small>}
          </form>
        )}
      </section>
      <button
        type="button"
        className="language"
        lang={language === 'zh' ? 'en' : 'zh'}
        onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
      >
        {say(texts.other)}
      </button>
    </main>
  );
}

function Password({ say }: { say: (text: Text) => string }) {
  const [caps, setCaps] = useState(false);
  const [shown, setShown] = useState(false);
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState('CapsLock'));
  return (
    <label>
      {say(texts.password)}
      <span className="password">
        <input
          name="password"
          type={shown ? 'text' : 'password'}
          autoComplete="current-password"
          required
          onKeyDown={look}
          onKeyUp={look}
          aria-describedby="caps"
        />
        <button
          type="button"
          onClick={() => setShown(!shown)}
          aria-pressed={shown}
          title={say(shown ? texts.hide : texts.show)}
        >
          <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
            <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z" />
            <circle cx="12" cy="12" r="3" />
            {shown && <path d="M4 20 20 4" />}
          </svg>
          <span className="hidden">{say(shown ? texts.hide : texts.show)}</span>
        </button>
      </span>
      <small id="caps" className="caps" role="status">
        {caps ? `⇪ ${say(texts.caps)}` : ''}
      </small>
    </label>
  );
}
