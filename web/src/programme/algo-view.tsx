import { Button } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { Loaded } from '../ui/state.tsx';

/** A line of the algorithm page: anchors, bold, code and spaces; all else is text. */
function inline(text: string): ReactNode {
  return text.split(/(<a id="[^"]+"><\/a>|\*\*.+?\*\*|`[^`]+`)/g).map((part, index) => {
    const key = `${index} ${part}`;
    const anchor = /^<a id="([^"]+)"><\/a>$/.exec(part);
    if (anchor) return <span key={key} id={anchor[1]} />;
    if (part.startsWith('**')) return <b key={key}>{inline(part.slice(2, -2))}</b>;
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>;
    return <Fragment key={key}>{part.replaceAll('&nbsp;', '\u00a0')}</Fragment>;
  });
}

const cellsOf = (line: string) => line.replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim());

/** One block; `under` is the heading above it, by which a table is told from the others. */
function Block({ lines, under }: { lines: readonly string[]; under: string }) {
  const [first = ''] = lines;
  const heading = /^(#{1,3}) (.*)$/.exec(first);
  if (heading) {
    const Title = (['h2', 'h2', 'h3'] as const)[(heading[1] ?? '#').length - 1] ?? 'h3';
    return <Title>{inline(heading[2] ?? '')}</Title>;
  }
  if (first.startsWith('- ')) return <ul>{lines.map((line) => <li key={line}>{inline(line.slice(2))}</li>)}</ul>;
  if (!first.startsWith('|')) return <p>{inline(lines.join(' '))}</p>;
  const [head = '', align = '', ...rows] = lines;
  const right = cellsOf(align).map((cell) => cell.endsWith(':'));
  return <div className="scroll" tabIndex={0} role="region" aria-label={`${under}: ${cellsOf(head)[0]}`}><table className="table"><thead><tr>{cellsOf(head).map((cell, n) => <th key={cell} scope="col" className={right[n] ? 'r' : ''}>{cell}</th>)}</tr></thead><tbody>{rows.map((row) => <tr key={row}>{cellsOf(row).map((cell, n) => <td key={`${n} ${cell}`} className={right[n] ? 'r' : ''}>{inline(cell)}</td>)}</tr>)}</tbody></table></div>;
}

/** The page's lines in blocks of one kind. Pure. */
export function blocksOf(text: string): string[][] {
  const blocks: string[][] = [];
  const kindOf = (line: string) => (/^#/.test(line) ? 'head' : line.startsWith('- ') ? 'list' : line.startsWith('|') ? 'table' : /^<a id="[^"]+"><\/a>$/.test(line) ? 'anchor' : 'text');
  let before = '';
  for (const line of text.split('\n')) {
    const kind = line.trim() === '' ? '' : kindOf(line);
    if (kind !== '' && kind === before && kind !== 'head') blocks.at(-1)?.push(line);
    else if (kind !== '') blocks.push([line]);
    before = kind;
  }
  return blocks;
}

/** The words of the last heading above a block, without its marks. */
function headingOver(blocks: readonly string[][], index: number): string {
  const heading = blocks.slice(0, index).findLast(([first]) => first?.startsWith('#'))?.[0] ?? '';
  return heading.replace(/^#+ /, '').replaceAll('`', '');
}

/** The algorithm in words, made from the definitions in force. */
export function AlgoView() {
  const { t } = useTranslation('programme');
  const read = useOperation('definition.algo', {});
  return (
    <div className="prog-main" tabIndex={0} role="region" aria-label={t('view.algo')}>
      <Loaded read={read}>{({ text }) => (
        <article className="card algo pad">
          <div className="row" style={{ justifyContent: 'flex-end' }}><Button component="a" size="compact-sm" download="ALGO.md" href={`data:text/markdown;charset=utf-8,${encodeURIComponent(text)}`}>{t('algo.load')}</Button></div>
          {blocksOf(text).map((lines, index, all) => <Block key={`${index} ${lines[0]}`} lines={lines} under={headingOver(all, index)} />)}
        </article>
      )}</Loaded>
    </div>
  );
}
