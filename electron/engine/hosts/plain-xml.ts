/** XML as plain objects: attributes behind `@`, every value as its text. Declared entities stay off: they are how XML bombs work. */
import { XMLParser } from 'fast-xml-parser';

/** `lists`: elements that are an array even where there is one. Throws for text that is no XML. */
export function parsePlainXml(text: string, lists: readonly string[] = []): unknown {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    processEntities: false,
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => lists.includes(name),
  });
  return parser.parse(text, true) as unknown;
}
