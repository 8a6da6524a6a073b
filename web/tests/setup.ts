/** What the browser has and happy-dom has not. */
import { afterEach } from 'vitest';

afterEach(() => {
  localStorage.clear();
});
