/** Scenario and case files among the texts of a capture, as branches of one state. */
import type { Finding } from '../../../../shared/findings.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import type { HostTree } from '../../hosts/tree.ts';
import { XIVE_TEXTS } from './captures.ts';
import { filesBelow } from './files.ts';
import { LOOKS_LIKE_SCENARIO } from './scenario-text.ts';
import { readScenarioFile } from './scenarios.ts';

/** Branches of two files may have the same id; the later one gets a number behind it. */
function renamed(branches: readonly Branch[], taken: Set<string>): Branch[] {
  const ids = new Map<string, string>();
  for (const { id } of branches) {
    let free = id;
    for (let count = 2; taken.has(free); count += 1) free = `${id.slice(0, 58)}-${count}`;
    taken.add(free);
    ids.set(id, free);
  }
  return branches.map((branch) => ({
    ...branch,
    id: ids.get(branch.id)!,
    parent:
      branch.parent === null
        ? null
        : { ...branch.parent, branch: ids.get(branch.parent.branch) ?? branch.parent.branch },
  }));
}

export function studies(tree: HostTree): {
  readonly branches: readonly Branch[];
  readonly findings: readonly Finding[];
} {
  const branches: Branch[] = [];
  const findings: Finding[] = [];
  const taken = new Set<string>();
  for (const path of filesBelow(tree, XIVE_TEXTS)) {
    const text = tree.text(path) ?? '';
    if (!LOOKS_LIKE_SCENARIO.test(text.slice(0, 65_536))) continue;
    const file = readScenarioFile(text, path.slice(XIVE_TEXTS.length + 1));
    if (file === null) continue;
    branches.push(...renamed(file.branches, taken));
    findings.push(...file.findings);
  }
  return { branches, findings };
}
