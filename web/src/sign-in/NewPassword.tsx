/** A new password: by the secret of a one-time link behind `#`, or one's own with the current one. */
import { useState, type FormEvent } from 'react';
import type { Language } from '../api/definitions';
import { texts } from './texts';

export function NewPassword({ language }: { language: Language }) {
  const secret = location.hash.slice(1);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    if (given['password'] !== given['again']) {
      setProblem(texts.differ[language]);
      return;
    }
    setBusy(true);
    setProblem('');
    const password = given['password'];
    const reply = await fetch('/api/v1/password', {
      method: secret ? 'POST' : 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'zhihe', 'Accept-Language': language },
      body: JSON.stringify(secret ? { secret, password } : { current: given['current'], password }),
    }).catch(() => undefined);
    setBusy(false);
    if (reply?.ok) setDone(true);
    else
      setProblem(
        ((await reply?.json().catch(() => undefined)) as { detail?: string } | undefined)?.detail ??
          texts.failed[language],
      );
  }

  if (done) {
    return (
      <>
        <p role="status">{texts.passwordSet[language]}</p>
        <a className="main" href="/sign-in">
          {texts.submit[language]}
        </a>
      </>
    );
  }
  return (
    <form onSubmit={submit}>
      {!secret && <Secret name="current" label={texts.current[language]} complete="current-password" />}
      <Secret name="password" label={texts.newPassword[language]} complete="new-password" />
      <Secret name="again" label={texts.again[language]} complete="new-password" />
      <p className="problem" role="alert">
        {problem}
      </p>
      <button className="main" disabled={busy}>
        {texts.setPassword[language]}
      </button>
    </form>
  );
}

function Secret({ name, label, complete }: { name: string; label: string; complete: string }) {
  return (
    <label>
      {label}
      <input name={name} type="password" autoComplete={complete} required />
    </label>
  );
}
