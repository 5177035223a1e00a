import type { ServiceClient } from '../../client/client-sender.ts';
import { settingsGeneration } from '../config/configure.ts';
import { buildModel } from './build-model.ts';
import type { Model } from './model.ts';
import type { ModelDefinition, RecordClass } from './model-definition.ts';
import { allDefinitions, definitionOf } from './registry.ts';

interface Resolved {
  generation: string;
  model: Model;
  /** The same over other clients. */
  over: WeakMap<ServiceClient, Model>;
}

const resolved = new WeakMap<ModelDefinition, Resolved>();

/**
 * The model of a class, with the settings that hold now; checked when it is first used, and again when settings change.
 * @throws AutodyneError `InvalidModel`, `UnsupportedKeyType`, `InvalidIndex`, `InvalidSettings`
 */
export function modelOf(recordClass: RecordClass): Model {
  const over = overClients.get(recordClass);
  return modelOfDefinition(definitionOf(over?.recordClass ?? recordClass), over?.client);
}

export function modelOfDefinition(definition: ModelDefinition, client?: ServiceClient): Model {
  // A model that is defined later may bring an index for the others.
  const generation = `${settingsGeneration()} ${allDefinitions().length}`;
  let found = resolved.get(definition);
  if (found?.generation !== generation) {
    found = { generation, model: buildModel(definition), over: new WeakMap() };
    resolved.set(definition, found);
  }
  if (client === undefined) return found.model;
  const known = found.over.get(client) ?? { ...found.model, client };
  found.over.set(client, known);
  return known;
}

interface ClassOverClient {
  recordClass: RecordClass;
  client: ServiceClient;
}

const overClients = new WeakMap<object, ClassOverClient>();

/** The definition of a class, also of one that `using` gave. @throws AutodyneError `InvalidModel` */
export function declaredBy(recordClass: RecordClass): ModelDefinition {
  return definitionOf(overClients.get(recordClass)?.recordClass ?? recordClass);
}

/** The same class, whose calls and records go through `client`. */
export function classOver<C extends RecordClass>(recordClass: C, client: ServiceClient): C {
  const inner = overClients.get(recordClass)?.recordClass ?? recordClass;
  const over = new Proxy(recordClass, {});
  overClients.set(over, { recordClass: inner, client });
  return over;
}
