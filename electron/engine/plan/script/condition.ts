/** `[ ... ]`, as far as the model can decide it. */
import type { Machine } from './machine.ts';
import { pathFrom, type Shell } from './shell.ts';
import { NotUnderstood } from './syntax.ts';

const COMPARE: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '-eq': (left, right) => left === right,
  '-ne': (left, right) => left !== right,
  '-lt': (left, right) => left < right,
  '-le': (left, right) => left <= right,
  '-gt': (left, right) => left > right,
  '-ge': (left, right) => left >= right,
};

function integer(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text))
    throw new NotUnderstood(`“${text.slice(0, 40)}” is no number to compare`);
  return Number(text);
}

function unary(machine: Machine, shell: Shell, operator: string, text: string): boolean {
  const path = pathFrom(shell, text);
  switch (operator) {
    case '-n':
      return text !== '';
    case '-z':
      return text === '';
    case '-e':
    case '-f':
    case '-d':
    case '-r':
    case '-w':
    case '-x':
      return machine.exists(path);
    case '-s':
      return (machine.read(path) ?? '') !== '';
    case '-L':
    case '-h':
      return machine.link(path) !== null;
    case '-t':
      return false;
    default:
      throw new NotUnderstood(`the test ${operator} is not rehearsed`);
  }
}

function binary(left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right;
  if (operator === '!=') return left !== right;
  const compare = Object.hasOwn(COMPARE, operator) ? COMPARE[operator] : undefined;
  if (!compare) throw new NotUnderstood(`the test ${operator} is not rehearsed`);
  return compare(integer(left), integer(right));
}

/** The words between the brackets. Throws {@link NotUnderstood} for what cannot be decided. */
export function holds(machine: Machine, shell: Shell, words: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = words;
  if (words.length > 1 && first === '!') return !holds(machine, shell, words.slice(1));
  const joint = words.findIndex((word, at) => at > 0 && (word === '-a' || word === '-o' || word === '&&'));
  if (joint > 0 && words.length > 3) {
    const left = holds(machine, shell, words.slice(0, joint));
    const right = () => holds(machine, shell, words.slice(joint + 1));
    return words[joint] === '-o' ? left || right() : left && right();
  }
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 2) return unary(machine, shell, first, second);
  if (words.length === 3) return binary(first, second, third);
  throw new NotUnderstood('this test is not rehearsed');
}
