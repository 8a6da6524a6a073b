/** The look of Zhihe: tokens of Ant Design, densities, and the colours of states, light and dark, in one file. */
import { theme as antd, type ThemeConfig } from 'antd';
import type { Tone } from '../kit/tones';

export type Mode = 'light' | 'dark';

export const FONT =
  "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif";

/** Text, ground and edge of each tone; text on ground is at least 4.5:1 (a test computes it). */
export const TONE_COLOURS: Record<Mode, Record<Tone, { text: string; ground: string; edge: string }>> = {
  light: {
    good: { text: '#1a6b3c', ground: '#e8f5ec', edge: '#b9dfc6' },
    bad: { text: '#a8211b', ground: '#fdecea', edge: '#f2c2be' },
    held: { text: '#8a4600', ground: '#fff1de', edge: '#f1d2a6' },
    waiting: { text: '#1d5196', ground: '#e9f1fb', edge: '#bfd5f0' },
    partial: { text: '#6a3d9a', ground: '#f3ecfa', edge: '#d9c5ec' },
    active: { text: '#0b6470', ground: '#e2f4f6', edge: '#b3dde2' },
    done: { text: '#4a5763', ground: '#eef1f4', edge: '#d5dce2' },
    muted: { text: '#56636f', ground: '#f4f6f8', edge: '#dde3e8' },
  },
  dark: {
    good: { text: '#7fd6a0', ground: '#173226', edge: '#28543e' },
    bad: { text: '#ff9d95', ground: '#3c1d1c', edge: '#6b302d' },
    held: { text: '#f3bb6d', ground: '#38290f', edge: '#65491a' },
    waiting: { text: '#93bff5', ground: '#1a2a41', edge: '#2c476c' },
    partial: { text: '#cda8f0', ground: '#2c2039', edge: '#4c3762' },
    active: { text: '#7fd0da', ground: '#123036', edge: '#215059' },
    done: { text: '#b3bfca', ground: '#252d35', edge: '#3b4651' },
    muted: { text: '#a6b2bd', ground: '#20272e', edge: '#36404a' },
  },
};

export const SURFACES: Record<
  Mode,
  Record<'page' | 'card' | 'sunk' | 'line' | 'ink' | 'soft' | 'accent' | 'hover', string>
> = {
  light: {
    page: '#f4f6f8',
    card: '#ffffff',
    sunk: '#f8fafb',
    line: '#e1e6eb',
    ink: '#17212b',
    soft: '#56636f',
    accent: '#1b5fae',
    hover: '#f0f5fb',
  },
  dark: {
    page: '#11161c',
    card: '#1a2129',
    sunk: '#161c23',
    line: '#303a45',
    ink: '#e4e9ee',
    soft: '#a3afba',
    accent: '#6aa7ee',
    hover: '#222c37',
  },
};

export function themeOf(mode: Mode): ThemeConfig {
  const surface = SURFACES[mode];
  const tone = TONE_COLOURS[mode];
  return {
    algorithm: mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: mode === 'dark' ? '#4b8fe0' : '#1b5fae',
      colorLink: surface.accent,
      colorSuccess: tone.good.text,
      colorWarning: tone.held.text,
      colorError: mode === 'dark' ? '#ff8a80' : '#b3261e',
      colorText: surface.ink,
      colorTextSecondary: surface.soft,
      colorTextTertiary: surface.soft,
      colorTextDescription: surface.soft,
      colorTextPlaceholder: mode === 'dark' ? '#8a97a3' : '#6b7884',
      colorBgLayout: surface.page,
      colorBgContainer: surface.card,
      colorBorder: mode === 'dark' ? '#46525f' : '#c6cfd7',
      colorBorderSecondary: surface.line,
      borderRadius: 6,
      fontFamily: FONT,
      fontSize: 14,
      controlHeight: 32,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.18s',
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      wireframe: false,
    },
    components: {
      Table: {
        cellPaddingBlockSM: 6,
        cellPaddingInlineSM: 10,
        headerBg: surface.sunk,
        headerColor: surface.soft,
        headerSplitColor: 'transparent',
        rowHoverBg: surface.hover,
        borderColor: surface.line,
      },
      Menu: {
        itemHeight: 34,
        itemMarginBlock: 1,
        itemMarginInline: 8,
        itemBorderRadius: 6,
        itemSelectedBg: mode === 'dark' ? '#22344a' : '#e3edf9',
        itemSelectedColor: mode === 'dark' ? '#a9cdf7' : '#154f94',
        subMenuItemSelectedColor: mode === 'dark' ? '#a9cdf7' : '#154f94',
        groupTitleColor: surface.soft,
        groupTitleFontSize: 12,
        activeBarBorderWidth: 0,
      },
      Layout: {
        headerBg: surface.card,
        siderBg: surface.card,
        bodyBg: surface.page,
        headerHeight: 48,
        headerPadding: '0 12px',
      },
      Button: {
        // The hover colour that is derived by default is too pale for text.
        defaultHoverColor: surface.accent,
        defaultHoverBorderColor: surface.accent,
        ...(mode === 'dark'
          ? { colorPrimary: '#2a6cc0', colorPrimaryHover: '#3b7bd0', colorPrimaryActive: '#1f5aa6' }
          : {}),
      },
      Tabs: { itemSelectedColor: surface.accent, horizontalItemPadding: '10px 0', horizontalMargin: '0 0 12px 0' },
      Form: { itemMarginBottom: 14, verticalLabelPadding: '0 0 4px' },
      Descriptions: { itemPaddingBottom: 8 },
    },
  };
}

/** The same colours as CSS variables, for what is drawn without Ant Design. */
export function variablesOf(mode: Mode): string {
  const surfaces = Object.entries(SURFACES[mode]).map(([name, colour]) => `--z-${name}:${colour}`);
  const tones = Object.entries(TONE_COLOURS[mode]).flatMap(([name, each]) => [
    `--tone-${name}:${each.text}`,
    `--tone-${name}-ground:${each.ground}`,
    `--tone-${name}-edge:${each.edge}`,
  ]);
  return `:root{${[...surfaces, ...tones].join(';')};color-scheme:${mode}}`;
}
