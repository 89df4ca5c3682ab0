import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ChartOption } from './chart-engine.ts';

/** Reads a custom property of the current theme, since charts draw with plain colours. */
export function tokenColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** A chart. The engine is loaded on first use; `build` is asked again when the theme or the data change. */
export function Chart({ build, label, height, onClick }: { build: () => ChartOption; label: string; height: number; onClick?: (name: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const { colorScheme } = useMantineColorScheme();
  const [engine, setEngine] = useState<typeof import('./chart-engine.ts')>();
  useEffect(() => {
    void import('./chart-engine.ts').then(setEngine);
  }, []);
  useEffect(() => {
    if (!engine || !box.current) return;
    const chart = engine.openChart(box.current);
    chart.setOption(build());
    if (onClick) chart.on('click', (event) => onClick(event.name));
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      chart.dispose();
    };
  }, [engine, build, colorScheme, onClick]);
  return <div ref={box} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
