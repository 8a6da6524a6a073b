/** What every part of the frame shares: mode, language, the features that were handed in. */
import { createContext, useContext } from 'react';
import type { Language } from '../api/definitions';
import type { Feature } from '../kit/feature';
import type { Mode } from './theme';

export interface Frame {
  mode: Mode;
  setMode: (mode: Mode) => void;
  language: Language;
  setLanguage: (language: Language) => void;
  features: Feature[];
}

const FrameContext = createContext<Frame | undefined>(undefined);
export const FrameProvider = FrameContext;

export function useFrame(): Frame {
  const frame = useContext(FrameContext);
  if (!frame) throw new Error('outside the frame');
  return frame;
}

const MODE = 'zhihe.mode';
const LANGUAGE = 'zhihe.language';

export function keptMode(): Mode {
  const kept = localStorage.getItem(MODE);
  return kept === 'dark' || kept === 'light' ? kept : 'light';
}

export function keepMode(mode: Mode): void {
  localStorage.setItem(MODE, mode);
}

export function keptLanguage(): Language | undefined {
  const kept = localStorage.getItem(LANGUAGE);
  return kept === 'zh' || kept === 'en' ? kept : undefined;
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(LANGUAGE, language);
}
