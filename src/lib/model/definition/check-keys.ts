import { AutodyneError } from '../../errors/autodyne-error.ts';
import { invalidField } from './invalid-field.ts';
import type { Model, ModelField } from './model.ts';
import { baseOf } from './model-definition.ts';
import { allDefinitions } from './registry.ts';

/**
 * Refuses what no table can have: a key of a type that no key can be, an index of fields that are not there, a time to
 * live that is no number.
 * @throws AutodyneError `InvalidModel`, `UnsupportedKeyType`, `InvalidIndex`
 */
export function checkKeys(model: Model): void {
  const { family } = model.definition;
  checkKeyType(model, model.partitionKey, 'partition key');
  if (family.sortKey !== undefined && model.sortKey === undefined) {
    throw invalidField(model, family.sortKey, `the sort key "${family.sortKey}" is not a field`);
  }
  if (model.sortKey !== undefined) checkKeyType(model, model.sortKey, 'sort key');
  for (const { schema, keyFields } of model.indexes) {
    for (const field of keyFields) {
      if (field !== undefined) checkKeyType(model, field, `key of index ${schema.name}`);
    }
  }
  checkSpecialFields(model);
  if (model.table.isShared) checkOneTable(model);
}

function checkKeyType({ name: model }: Model, { name, type }: ModelField, role: string): void {
  if (type.keyType !== undefined) return;
  throw new AutodyneError(
    'UnsupportedKeyType',
    `${model}.${name}: ${type.name} cannot be the type of a ${role}`,
    {
      suggestions: ['DynamoDB has keys of strings, numbers and binary'],
      details: { model, field: name },
    },
  );
}

function checkSpecialFields(model: Model): void {
  const { family } = model.definition;
  const { expires, inheritance, lockVersion } = model;
  if (family.expires !== undefined && expires === undefined) {
    throw invalidField(
      model,
      family.expires.field,
      `expires names the field "${family.expires.field}", which is not there`,
    );
  }
  if (expires !== undefined && (expires.field.type.keyType !== 'N' || expires.field.spec.type === 'date')) {
    throw invalidField(
      model,
      expires.field.name,
      `expires needs a number of seconds, and this is ${expires.field.type.name}`,
    );
  }
  if (family.inheritanceField !== undefined && inheritance === undefined) {
    throw invalidField(model, family.inheritanceField, 'the inheritanceField is not a field');
  }
  if (
    inheritance !== undefined &&
    inheritance.spec.type !== 'string' &&
    family.inheritanceField !== undefined
  ) {
    throw invalidField(
      model,
      inheritance.name,
      `the inheritanceField must be a string, and this is ${inheritance.type.name}`,
    );
  }
  if (lockVersion !== undefined && lockVersion.spec.type !== 'integer') {
    throw invalidField(
      model,
      lockVersion.name,
      `lockVersion must be an integer, and this is ${lockVersion.type.name}`,
    );
  }
}

/** Refuses models that cannot be in the shared table. */
function checkOneTable(model: Model): void {
  const { family, parent } = model.definition;
  const needs = (what: string): AutodyneError =>
    new AutodyneError(
      'InvalidModel',
      `${model.name}: ${what}, which the table that models share cannot have`,
      {
        suggestions: ["give the model a table of its own: table: { name: '…' }"],
        details: { model: model.name },
      },
    );
  if (model.sortKey !== undefined) throw needs('it has a sort key');
  if (family.localIndexes.length > 0) throw needs('it has a local secondary index');
  if (model.partitionKey.type.keyType !== 'S') throw needs('its partition key is no string');
  const namesakes = allDefinitions().filter(
    (other) => other !== model.definition && other.parent === undefined && other.name === model.name,
  );
  if (parent === undefined && namesakes.some(({ family: { table } }) => table.name === undefined)) {
    throw new AutodyneError('InvalidModel', `two models of the table are named ${model.name}`, {
      suggestions: ['the name is in every item, so each model needs its own'],
      details: { model: model.name },
    });
  }
  const own = baseOf(model.definition);
  if (own.name.length === 0) throw needs('it has no name');
}
