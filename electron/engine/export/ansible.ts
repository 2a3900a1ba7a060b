/**
 * An Ansible project for all hosts of an export: inventory, one file of variables a host, a playbook, and the tasks that
 * the families bring (management.md 6.2). All values are written through a JSON serialiser.
 */
import type { ExportFile } from '../../../shared/plan.ts';
import { yamlDocument } from './quote-yaml.ts';

/** What a family brings: variables of this host, merged with those of other families, and task files shared by all hosts. */
export const HOST_VARIABLES = 'host_vars.yml';
export const TASKS_FOLDER = 'tasks/';

export interface AnsibleHost {
  /** Of plain letters: key of the inventory and name of the file. */
  readonly key: string;
  readonly name: string;
  readonly families: readonly { readonly id: string; readonly files: readonly ExportFile[] }[];
}

const CONFIGURATION = `[defaults]
inventory = inventory.yml
nocows = 1
retry_files_enabled = False
stdout_callback = default
interpreter_python = auto_silent
[ssh_connection]
pipelining = True
`;

function playbook(families: readonly string[]): string {
  const imports = families.map(
    (id) => `    - name: ${id}
      ansible.builtin.import_tasks: ${TASKS_FOLDER}${id}.yml
      when: inventory_hostname in groups['${id}_hosts']
`,
  );
  return `# Safe to run again and again; look first with: ansible-playbook --check --diff site.yml
# Only modules of ansible-core are used. Every host is done before the next one begins, and the first failure ends it all.
# studio_root puts all paths below a folder; then no program is run.
- name: Passthrough devices
  hosts: passthrough_hosts
  gather_facts: false
  serial: 1
  max_fail_percentage: 0
  vars:
    studio_root: ""
  tasks:
${imports.join('\n')}`;
}

/** A name that can be an address; others are left for the admin to fill in. */
function address(name: string): { readonly ansible_host?: string } {
  return /^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(name) ? { ansible_host: name } : {};
}

function inventory(hosts: readonly AnsibleHost[], families: readonly string[]): string {
  const groups = families.map((family) => [
    `${family}_hosts`,
    {
      hosts: Object.fromEntries(
        hosts
          .filter((host) => host.families.some(({ id }) => id === family))
          .map((host) => [host.key, address(host.name)]),
      ),
    },
  ]);
  return yamlDocument({
    passthrough_hosts: { vars: { ansible_user: 'root' }, children: Object.fromEntries(groups) },
  });
}

function variables(host: AnsibleHost): string {
  const parts = host.families.flatMap(({ files }) =>
    files.filter(({ path }) => path === HOST_VARIABLES).map(({ text }) => JSON.parse(text) as object),
  );
  return yamlDocument(Object.assign({}, ...parts));
}

/** The files of the project. Task files of the same path are the same for all hosts. */
export function ansibleBundle(hosts: readonly AnsibleHost[]): ExportFile[] {
  const families = [...new Set(hosts.flatMap((host) => host.families.map(({ id }) => id)))];
  const file = (path: string, text: string): ExportFile => ({ path, text, executable: false });
  const tasks = new Map(
    hosts.flatMap((host) =>
      host.families.flatMap(({ files }) =>
        files.filter(({ path }) => path.startsWith(TASKS_FOLDER)).map((task) => [task.path, task] as const),
      ),
    ),
  );
  return [
    file('ansible.cfg', CONFIGURATION),
    file('inventory.yml', inventory(hosts, families)),
    file('site.yml', playbook(families)),
    ...tasks.values(),
    ...hosts.map((host) => file(`host_vars/${host.key}.yml`, variables(host))),
  ];
}
