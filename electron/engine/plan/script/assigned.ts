/** Names that a statement would give a value to: they are unknown when it is not rehearsed. */
import type { List, ShellCommand, Statement } from './syntax.ts';

function inList(list: List): string[] {
  return list.flatMap(assignedIn);
}

function inCommand(command: ShellCommand): string[] {
  switch (command.kind) {
    case 'simple': {
      const [name, ...args] = command.words.map((word) =>
        word.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
      );
      const given = command.assignments.map((assignment) => assignment.name);
      const declares = name !== undefined && /^(?:read|export|readonly|local|declare|typeset)$/.test(name);
      const read = declares
        ? args.filter((word) => /^[A-Za-z_]/.test(word)).map((word) => word.split('=')[0]!)
        : [];
      return [...given, ...read];
    }
    case 'if':
      return [
        ...command.branches.flatMap(({ test, body }) => [...inList(test), ...inList(body)]),
        ...inList(command.otherwise ?? []),
      ];
    case 'for':
      return [command.name, ...inList(command.body)];
    case 'while':
      return [...inList(command.test), ...inList(command.body)];
    case 'group':
      return command.subshell ? [] : inList(command.body);
    default:
      return [];
  }
}

export function assignedIn({ first, rest }: Statement): string[] {
  return [first, ...rest.map(({ pipeline }) => pipeline)].flatMap(({ commands }) =>
    commands.flatMap(inCommand),
  );
}
