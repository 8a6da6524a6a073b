/** A board on a wall: the page alone, large and read anew by itself; Escape or the button leads back. */
import { useEffect, useState } from 'react';

const MARK = 'wall';

export function useWall(): { on: boolean; turn: () => void } {
  const [on, setOn] = useState(false);
  useEffect(() => {
    document.documentElement.classList.toggle(MARK, on);
    if (!on) return undefined;
    const leave = (event: KeyboardEvent) => event.key === 'Escape' && setOn(false);
    const left = () => !document.fullscreenElement && setOn(false);
    window.addEventListener('keydown', leave);
    document.addEventListener('fullscreenchange', left);
    return () => {
      window.removeEventListener('keydown', leave);
      document.removeEventListener('fullscreenchange', left);
      document.documentElement.classList.remove(MARK);
    };
  }, [on]);
  const turn = () => {
    setOn(!on);
    // Where the browser gives no full screen the page is still shown alone and large.
    if (on) void document.exitFullscreen?.().catch(() => undefined);
    else void document.documentElement.requestFullscreen?.().catch(() => undefined);
  };
  return { on, turn };
}
