/** Slips of the pen that a shell reads as something else than they look like. */
import { isKernels } from './outside.ts';
import { isUsualProgram } from './program-names.ts';
import type { ShellCommand, Simple, Word } from './syntax.ts';

/** The word if no part of it has to be expanded. */
function literal(word: Word | undefined): string | null {
  if (word === undefined || word.some((part) => part.kind !== 'text')) return null;
  return word.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

export function isUnderSudo(command: ShellCommand): boolean {
  const name = command.kind === 'simple' ? literal(command.words[0]) : null;
  return name === 'sudo' || name === 'doas';
}

/** The same write with the redirection inside sudo. */
export function teeWords(command: ShellCommand, { path, append }: { path: string; append: boolean }): string {
  const words = command.kind === 'simple' ? command.words.slice(1).map(literal) : [];
  const known = words.length > 0 && words.every((word) => word !== null && /^[\w./+,:=-]+$/.test(word));
  return `${known ? words.join(' ') : 'echo …'} | sudo tee ${append ? '-a ' : ''}${path}`;
}

/** `echo 1> FILE`: the number belongs to the redirection. Null where none is into a file of the kernel. */
export function numberedFault(command: ShellCommand, pathOf: (target: Word) => string): string | null {
  for (const { operator, descriptor, numbered, target } of command.redirections) {
    if (!numbered || (operator !== '>' && operator !== '>>')) continue;
    if (command.kind !== 'simple' || literal(command.words[0]) !== 'echo') continue;
    const path = pathOf(target);
    if (!isKernels(path) || (descriptor === 1 && command.words.length > 1)) continue;
    const does = descriptor === 1 ? 'an empty line is written' : 'nothing is written there';
    return `${descriptor}${operator} redirects descriptor ${descriptor}, so the ${descriptor} is no text to write, and ${does}. Put a blank behind it: echo ${descriptor} ${operator} ${path}`;
  }
  return null;
}

/** `NAME = VALUE`, `NAME= VALUE` and `$NAME=VALUE`, which a shell takes for programs. */
export function assignmentFault({ assignments }: Simple, argv: readonly string[]): string | null {
  const [name = '', second = '', third = ''] = argv;
  if (isUsualProgram(name)) return null;
  if (/^[A-Za-z_]\w*$/.test(name) && second.startsWith('=') && second !== '==') {
    const value = second === '=' ? third : second.slice(1);
    return `The shell takes ${name} for a program, since a blank stands before the =. Write ${name}=${value} without blanks.`;
  }
  const empty = assignments.at(-1);
  if (empty?.value.length === 0 && argv.length === 1 && /^[0-9$]/.test(name))
    return `The shell takes ${name} for a program, since a blank stands behind ${empty.name}=. Write ${empty.name}=${name} without blanks.`;
  if (argv.length === 1 && /^[^/]*=./.test(name))
    return `The shell takes ${name} for a program: an assignment has the plain name of the variable, without $ in front of it.`;
  return null;
}

/** Characters that word processors put in the place of those a shell knows. */
export function typographyIn(text: string): string | null {
  const code = text.replaceAll(/(?:^|\s)#.*$/gm, '');
  const found = /[“”„‟«»‘’‚‹›]/.exec(code)?.[0];
  if (found !== undefined)
    return `${found} is a typographic quote, which a shell takes for a part of the word; write " or nothing at all.`;
  if (/[–—−]/.test(code)) return 'A dash as in print (– or —) is no minus sign; write -.';
  return /[\u00a0\u2007\u202f]/.test(code)
    ? 'A no-break space stands in the line, which a shell takes for a part of the word; write a plain blank.'
    : null;
}
