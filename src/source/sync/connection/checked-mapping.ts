import type { DefinitionKind } from '../../../program/definition/definition.ts';
import { mappingKind, type VendorMapping } from '../../connector/mapping.ts';
import { vendors } from '../../connector/vendors.ts';
import { targetKind } from '../../file/target-kind.ts';

type Problem = { path: string; message: string; remedy: string };

/** What a mapping names that is not there: the vendor, an object of it, or a field of the record. A misspelt field would be left empty in silence. */
function unknownNames(body: VendorMapping): Problem[] {
  const connector = vendors.find((one) => one.connector.vendor === body.id)?.connector;
  if (!connector) return [{ path: 'id', message: `"${body.id}" is no vendor`, remedy: `Write one of ${vendors.map((one) => one.connector.vendor).join(', ')}.` }];
  const objects = connector.objects.map(({ id }) => id);
  return Object.entries(body.objects).flatMap(([object, { kind, fields, words }]) => {
    const known = targetKind(kind).fields.map(({ name }) => name);
    const place = (name: string) => `objects.${object}.${name}`;
    return [
      ...(objects.includes(object) ? [] : [{ path: place('label'), message: `${connector.name} has no object "${object}"`, remedy: `It has ${objects.join(', ')}.` }]),
      ...Object.keys(fields).filter((field) => !known.includes(field)).map((field) => ({ path: place(`fields.${field}`), message: `records of the kind "${kind}" have no field "${field}"`, remedy: `They have ${known.join(', ')}.` })),
      ...Object.keys(words).filter((field) => !(field in fields)).map((field) => ({ path: place(`words.${field}`), message: `"${field}" is not mapped`, remedy: 'Map it under fields, or take its words out.' })),
    ];
  });
}

/** Mappings, checked against the vendors and records that there are. */
export const checkedMappingKind: DefinitionKind<VendorMapping> = { ...mappingKind, check: (body, facts) => [...(mappingKind.check?.(body, facts) ?? []), ...unknownNames(body)] };
