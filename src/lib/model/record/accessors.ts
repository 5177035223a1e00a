import type { ModelDefinition } from '../definition/model-definition.ts';
import { readValue, writeValue } from './attributes.ts';
import type { RecordState } from './record-state.ts';

type StateOf = (record: object) => RecordState;

const known = new WeakMap<ModelDefinition, PropertyDescriptorMap>();

/** The accessors of a model's fields: the same for each record, so that V8 keeps them once, in the shape. */
export function accessorsOf(definition: ModelDefinition, stateOf: StateOf): PropertyDescriptorMap {
  let accessors = known.get(definition);
  if (accessors === undefined) {
    accessors = {};
    let position = 0;
    for (const name of definition.fields.keys()) {
      accessors[name] = accessor(position, stateOf);
      position += 1;
    }
    known.set(definition, accessors);
  }
  return accessors;
}

function accessor(position: number, stateOf: StateOf): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: object) {
      return readValue(stateOf(this), position);
    },
    set(this: object, value: unknown) {
      writeValue(stateOf(this), position, value);
    },
  };
}
