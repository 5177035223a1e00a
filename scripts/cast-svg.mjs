import stringWidth from 'string-width';

/** Size of a character, of a line and of the window's frame, in the picture's own pixels. */
const CHARACTER = 7.8;
const LINE = 18;
const PADDING = 16;
const HEADER = 34;
const ROWS = 24;

/** Milliseconds: to type a character, and a whole command at most; between a command and its output, and before its line ends; to read, and a line more. */
const TYPED = { character: 35, command: 1600 };
const WAIT = 350;
const ENTER = 60;
const READ = { least: 900, line: 160 };
const END = 3000;

/** What is left to say of a terminal's codes (SGR): the class of what comes after, or an empty one to end it. */
const STYLES = { 0: '', 1: 'b', 2: 'd', 22: '', 31: 'r', 32: 'g', 33: 'y', 36: 'c', 39: '' };

/**
 * A session at a terminal as an SVG that moves by CSS alone, without a script, as GitHub allows it; who asked for less motion sees its
 * end. All lines are drawn; a curtain with the cursor on it covers those that are not printed yet, and the whole scrolls.
 *
 * @param {{ say: string, commands: { typed: string, lines: string[] }[] }[]} steps lines with SGR codes
 * @param {number} columns characters in a line; longer lines are broken, as terminals do
 */
export function castSvg(steps, columns) {
  const rows = [];
  const frames = [];
  let now = 0;
  /** Holds the state from now on: the cursor's place, and the rows above it scrolled out where there are too many. */
  const hold = (milliseconds, { x = 0, y = rows.length, steps: typing } = {}) => {
    frames.push({ at: now, x, y, typing });
    now += milliseconds;
  };
  for (const { say, commands } of steps) {
    rows.push(styledRow(`\u001b[2m# ${say}\u001b[22m`));
    for (const { typed, lines } of commands) {
      const y = rows.length;
      const brokenCommand = broken(`$ ${typed}`, columns);
      rows.push(...brokenCommand.map((line, index) => styledRow(line, index === 0 ? 'p' : '')));
      hold(WAIT, { x: 2, y });
      for (const [index, line] of brokenCommand.entries()) {
        const from = index === 0 ? 2 : 0;
        const count = line.length - from;
        const time = Math.min(count * TYPED.character, TYPED.command);
        hold(time, { x: from, y: y + index, steps: count });
        hold(ENTER, { x: line.length, y: y + index });
      }
      hold(WAIT);
      const output = lines.flatMap((line) => broken(line, columns)).map((line) => styledRow(line));
      rows.push(...output);
      hold(READ.least + READ.line * output.length);
    }
    rows.push('');
  }
  hold(END);
  return drawn(rows, frames, now, columns);
}

/** Breaks a line after so many characters, codes not counted. */
function broken(line, columns) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
  const parts = line.match(/(?:(?:\u001b\[[\d;]*m)*[^\u001b](?:\u001b\[[\d;]*m)*)/gu) ?? [''];
  const lines = [];
  for (let start = 0; start < parts.length; start += columns) {
    lines.push(parts.slice(start, start + columns).join(''));
  }
  return lines;
}

/** A line as the content of a `text`, with its length in characters. */
function styledRow(line, style = '') {
  let current = style;
  let text = '';
  let length = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's own
  for (const [, code, plain] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+|\u001b)/gu)) {
    if (code !== undefined) {
      const next = STYLES[code];
      if (next === undefined) throw new Error(`no style for the code ${code} in ${JSON.stringify(line)}`);
      current = next;
      continue;
    }
    if (stringWidth(plain) !== [...plain].length) {
      throw new Error(`cannot draw a control character or one of double width: ${JSON.stringify(plain)}`);
    }
    text += current === '' ? escaped(plain) : `<tspan class="${current}">${escaped(plain)}</tspan>`;
    length += [...plain].length;
  }
  return { text, length };
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function drawn(rows, frames, duration, columns) {
  const width = Math.ceil(columns * CHARACTER + 2 * PADDING);
  const height = HEADER + ROWS * LINE + PADDING;
  const moves = { curtain: [], scroll: [] };
  for (const { at, x, y, typing } of frames) {
    const percent = `${((at / duration) * 100).toFixed(3)}%`;
    const pace = typing === undefined ? '' : `animation-timing-function:steps(${typing});`;
    moves.curtain.push(`${percent}{${pace}transform:${curtainAt(x, y)}}`);
    moves.scroll.push(`${percent}{transform:${scrollAt(y)}}`);
  }
  const end = frames.at(-1);
  moves.curtain.push(`to{transform:${curtainAt(end.x, end.y)}}`);
  moves.scroll.push(`to{transform:${scrollAt(end.y)}}`);
  const texts = rows.flatMap((row, index) =>
    row === '' || row.length === 0
      ? []
      : [`<text y="${index * LINE + 13}" textLength="${pixels(row.length)}">${row.text}</text>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<!-- made by npm run docs:cast -->
<title id="title">autodyne at a terminal: put items, find them, change one, create an index, and dump the table</title>
<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8dee9;white-space:pre}
.b{font-weight:bold;fill:#fff}.d{fill:#8b949e}.p{fill:#7ee787}.r{fill:#ff7b72}.g{fill:#7ee787}.y{fill:#e3b341}.c{fill:#79c0ff}
.scroll{transform:${scrollAt(end.y)};animation:scroll ${duration}ms step-end infinite}
.curtain{transform:${curtainAt(end.x, end.y)};animation:curtain ${duration}ms step-end infinite}
@media (prefers-reduced-motion:reduce){.scroll,.curtain{animation:none}}
@keyframes scroll{
${distinct(moves.scroll).join('\n')}
}
@keyframes curtain{
${distinct(moves.curtain).join('\n')}
}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="18" cy="17" r="5" fill="#ff5f57"/><circle cx="35" cy="17" r="5" fill="#febc2e"/><circle cx="52" cy="17" r="5" fill="#28c840"/>
<svg x="${PADDING}" y="${HEADER}" width="${width - PADDING}" height="${ROWS * LINE}" xml:space="preserve" aria-hidden="true">
<g class="scroll">
${texts.join('\n').replaceAll('<text ', '<text lengthAdjust="spacingAndGlyphs" ')}
<g class="curtain" fill="#0d1117"><rect width="${width}" height="${LINE}"/><rect x="${-width}" y="${LINE}" width="${2 * width}" height="${(ROWS + 20) * LINE}"/><rect y="1" width="${CHARACTER}" height="15" fill="#d8dee9"/></g>
</g>
</svg>
</svg>
`;
}

/** Keyframes without those that repeat the one before. */
function distinct(keyframes) {
  const state = (keyframe) => keyframe?.replace(/^[^{]*/, '');
  return keyframes.filter(
    (keyframe, index) => keyframe.startsWith('to') || state(keyframe) !== state(keyframes[index - 1]),
  );
}

function curtainAt(x, y) {
  return `translate(${pixels(x)}px,${y * LINE}px)`;
}

/** The cursor's line stays within the window, the last but one at most. */
function scrollAt(y) {
  return `translateY(${-Math.max(0, y + 1 - ROWS) * LINE}px)`;
}

function pixels(characters) {
  return Number((characters * CHARACTER).toFixed(1));
}
