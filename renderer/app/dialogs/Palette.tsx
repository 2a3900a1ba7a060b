import { Command, defaultFilter } from 'cmdk';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { findRules } from '../../learn/search-rules.ts';
import { searchChapters } from '../../learn/search-chapters.ts';
import { call } from '../../store/api.ts';
import { useAnswer } from '../../ui/useAnswer.ts';
import { searchGlossary, GLOSSARY } from '../../learn/glossary.ts';
import { navigate } from '../../store/route.ts';
import { pointAt, showHost, useHost, useWorkspace } from '../../store/studio.ts';
import { Icon, isIconName } from '../../ui/icons.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import type { Action } from '../action.ts';
import { allActions } from '../actions.ts';
import { openExample } from '../commands.ts';
import { answerDialog, closeDialog } from '../dialogs.ts';
import { FAMILIES, familiesOf } from '../families.ts';

/** Enough to see what a question finds; the rest needs another letter. */
const MOST_PLACES = 12;
const MOST_TERMS = 4;
const MOST_RULES = 5;
const MOST_CHAPTERS = 4;

/** Longer questions are words: their letters here and there in a long name are no find. */
const MOST_INITIALS = 3;

function scoreOf(value: string, question: string): number {
  const score = defaultFilter(value, question);
  const name = value.toLowerCase();
  const hasAll = question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => name.includes(word));
  return hasAll || question.length <= MOST_INITIALS ? score : 0;
}

function choose(run: () => void): void {
  // The dialog gives the focus back when it closes; what was chosen may want it afterwards.
  answerDialog(() => setTimeout(run, 0));
}

function CommandItem({ action }: { readonly action: Action }) {
  const reason = action.unavailable();
  return (
    <Command.Item
      value={`${action.label} ${action.id}`}
      disabled={reason !== null}
      onSelect={() => choose(() => void action.run())}
    >
      <Icon name={isIconName(action.icon) ? action.icon : 'chevronRight'} />
      <span className="truncate">{action.label}</span>
      {reason !== null && <span className="palette-detail truncate">{reason}</span>}
      {action.shortcut !== undefined && <Kbd shortcut={action.shortcut} />}
    </Command.Item>
  );
}

/** Everything by name: verbs, places on the host, hosts, rules, words. */
export function Palette() {
  const [question, setQuestion] = useState('');
  const host = useHost();
  const hosts = useWorkspace()?.hosts ?? [];
  const places =
    host === null
      ? []
      : familiesOf(host).flatMap((family) =>
          family.places(host, question).map((place) => ({ family, place })),
        );
  const families = familiesOf(host);
  const queues = families.length === 0 ? [] : [families.map((family) => family.queueExample).join(' or ')];
  const allExamples = useAnswer('examples', () => call('app.examples', {}));
  const examples = question.trim().length < 2 || allExamples.state !== 'here' ? [] : allExamples.value;
  const actions = allActions().filter((action) => action.id !== 'help.palette');
  const allRules = useAnswer('rules', () =>
    Promise.all(FAMILIES.map((family) => call('rules.list', { family: family.id }))),
  );
  const rules =
    question.trim().length < 2 || allRules.state !== 'here'
      ? []
      : findRules(allRules.value.flat(), question).slice(0, MOST_RULES);
  const chapters = question.trim().length < 3 ? [] : searchChapters(question).slice(0, MOST_CHAPTERS);
  const terms = question.trim().length < 2 ? [] : searchGlossary(question).slice(0, MOST_TERMS);
  return (
    <Radix.Root open onOpenChange={closeDialog}>
      <Radix.Portal>
        <div className="veil" aria-hidden="true" />
        <Radix.Content className="palette" aria-describedby={undefined}>
          <Radix.Title className="visually-hidden">Search or run a command</Radix.Title>
          <Command label="Search or run a command" loop filter={scoreOf}>
            <div className="palette-input">
              <Icon name="search" />
              <Command.Input
                value={question}
                onValueChange={setQuestion}
                placeholder={['Command, guest, host, rule, word', ...queues].join(', or a queue such as ')}
              />
            </div>
            <Command.List>
              <Command.Empty>
                {['Nothing is called that.', ...families.map((family) => family.queueWriting)].join(' ')}
              </Command.Empty>
              {places.length > 0 && (
                <Command.Group heading="Go to">
                  {places.slice(0, MOST_PLACES).map(({ family, place }) => (
                    <Command.Item
                      key={place.id}
                      value={`${place.id} ${place.label} ${question}`}
                      onSelect={() =>
                        choose(() => {
                          if (host !== null) pointAt(host.id, place.refs);
                          navigate(family.id);
                        })
                      }
                    >
                      <Icon name={place.icon} />
                      <span className="truncate">{place.label}</span>
                      <span className="palette-detail truncate">{place.detail}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Commands">
                {actions
                  .filter((action) => action.unavailable() === null)
                  .map((action) => (
                    <CommandItem key={action.id} action={action} />
                  ))}
              </Command.Group>
              {hosts.length > 1 && (
                <Command.Group heading="Hosts">
                  {hosts.map((each) => (
                    <Command.Item
                      key={each.id}
                      value={`host ${each.name} ${each.id}`}
                      onSelect={() => choose(() => showHost(each.id))}
                    >
                      <Icon name="host" />
                      <span className="truncate">{each.name}</span>
                      <span className="palette-detail truncate">{each.machine}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {examples.length > 0 && (
                <Command.Group heading="Examples">
                  {examples.map((example) => (
                    <Command.Item
                      key={example.id}
                      value={`open example ${example.title} ${example.id}`}
                      onSelect={() => choose(() => void openExample(example.id))}
                    >
                      <Icon name="capture" />
                      <span className="truncate">Open example: {example.title}</span>
                      <span className="palette-detail truncate">{example.summary}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {rules.length > 0 && (
                <Command.Group heading="Rules">
                  {rules.map((rule) => (
                    <Command.Item
                      key={rule.id}
                      value={`rule ${rule.id} ${question}`}
                      onSelect={() => choose(() => navigate('learn', `rules/${rule.id}`))}
                    >
                      <Icon name="learn" />
                      <span className="palette-word">{rule.id}</span>
                      <span className="palette-detail truncate">{rule.title}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {chapters.length > 0 && (
                <Command.Group heading="Learn">
                  {chapters.map(({ key, chapter, title, about }) => (
                    <Command.Item
                      key={key}
                      value={`${question} chapter ${key}`}
                      onSelect={() => choose(() => navigate('learn', chapter))}
                    >
                      <Icon name="learn" />
                      <span className="palette-word">{title}</span>
                      <span className="palette-detail truncate">{about}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              {terms.length > 0 && (
                <Command.Group heading="Words">
                  {terms.map((id) => (
                    <Command.Item
                      key={id}
                      value={`word ${id} ${question}`}
                      onSelect={() => choose(() => navigate('learn', `word-${id}`))}
                    >
                      <Icon name="learn" />
                      <span className="palette-word">{GLOSSARY[id].term}</span>
                      <span className="palette-detail truncate">{GLOSSARY[id].short}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              )}
              <Command.Group heading="Not possible now">
                {actions
                  .filter((action) => action.unavailable() !== null)
                  .map((action) => (
                    <CommandItem key={action.id} action={action} />
                  ))}
              </Command.Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
