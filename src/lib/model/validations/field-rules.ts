import type { Model, ModelField } from '../definition/model.ts';
import type { DeclaredRule } from '../definition/model-definition.ts';
import type { FieldSpec } from '../fields/field-spec.ts';
import type { Rule, RuleSubject } from '../types/validation-types.ts';
import { v } from './rule-builders.ts';

const known = new WeakMap<Model, readonly DeclaredRule[]>();

/** What the fields of a model ask for by themselves: `.required()`, `values`, `check`; those of elements too. */
export function fieldRules(model: Model): readonly DeclaredRule[] {
  let rules = known.get(model);
  if (rules === undefined) {
    rules = model.fields.flatMap((field) => rulesOfField(model, field));
    known.set(model, rules);
  }
  return rules;
}

function rulesOfField(model: Model, field: ModelField): DeclaredRule[] {
  const isRequired = field.spec.isRequired && !isFilled(model, field);
  const rules = [...(isRequired ? [v.presence()] : []), ...rulesOfValue(field.spec)];
  return rules.map((rule) => ({ name: field.name, rule, isOfField: true }));
}

function rulesOfValue({ values, check, element }: FieldSpec): Rule<unknown>[] {
  const ofElements = element === undefined ? [] : rulesOfValue(element);
  return [
    ...(values === undefined ? [] : [v.inclusion(values, { allowNull: true })]),
    ...(check === undefined ? [] : [v.check(check, { allowNull: true })]),
    ...ofElements.map(eachElement),
  ];
}

function eachElement(rule: Rule<unknown>): Rule<unknown> {
  return {
    options: { allowNull: true },
    async check(subject: RuleSubject) {
      const elements = isIterable(subject.value) ? [...subject.value] : [];
      const problems: string[] = [];
      for (const value of elements) {
        const problem = await rule.check({ ...subject, value, given: value });
        problems.push(...[problem ?? []].flat());
      }
      return problems;
    },
  };
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** Fields that a save fills in where they are empty, after validation. */
function isFilled(model: Model, field: ModelField): boolean {
  const { partitionKey, createdAt, updatedAt, lockVersion, inheritance, expires } = model;
  if (field === partitionKey) return field.spec.type === 'string';
  if (field === expires?.field) return expires.afterSeconds !== undefined;
  return [createdAt, updatedAt, lockVersion, inheritance].includes(field);
}
