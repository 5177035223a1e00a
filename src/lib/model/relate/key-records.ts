import { AutodyneError } from '../../errors/autodyne-error.ts';
import type { IndexSchema } from '../../items/keys/key-schema.ts';
import type { Model } from '../definition/model.ts';
import { attributesOfEach } from '../find/attributes-of-each.ts';
import { RecordChain } from '../find/record-chain.ts';
import type { KeyLink } from '../links/link.ts';
import type { AssociationDeclaration } from '../record/association.ts';
import { readValue } from '../record/attributes.ts';

/**
 * The query of the records whose foreign key is the owner's key: of the target's index on that field, or of its table where
 * the field is the partition key.
 * @throws AutodyneError `MissingIndex`
 */
export function keyChain(association: AssociationDeclaration, { target, field }: KeyLink): RecordChain {
  const { owner } = association;
  const value = readValue(owner, owner.model.partitionKey.position);
  const chain = new RecordChain(target).where({ [field.name]: value });
  if (field === target.partitionKey) return chain;
  const [best] = target.indexes
    .map(({ schema }) => schema)
    .filter((index) => isWholeIndexOn(target, index, field.attribute))
    .sort((a, b) => Number(b.projection === 'ALL') - Number(a.projection === 'ALL'));
  if (best === undefined) throw missingIndex(association, target, field.name);
  return chain.withIndex(best.name);
}

/** True for an index in which each record with the field is: one whose sort key, if there is one, no record lacks. */
function isWholeIndexOn(
  target: Model,
  { kind, partitionKeys, sortKeys }: IndexSchema,
  attribute: string,
): boolean {
  const always = attributesOfEach(target);
  return (
    kind === 'global' &&
    partitionKeys.length === 1 &&
    partitionKeys[0]?.name === attribute &&
    sortKeys.every(({ name }) => always.has(name))
  );
}

function missingIndex({ owner, name }: AssociationDeclaration, target: Model, field: string): AutodyneError {
  const { name: model } = owner.model;
  const declaration = `globalSecondaryIndexes: [{ partitionKey: '${field}', sortKey: 'createdAt', projection: 'all' }]`;
  return new AutodyneError(
    'MissingIndex',
    `${model}.${name}: ${target.name} declares no index on ${field} that has each of its records`,
    {
      suggestions: [
        `declare it in ${target.name}: ${declaration}`,
        'a sort key that a record may lack leaves that record out: make it required, or take none',
      ],
      details: { model, field: name },
    },
  );
}
