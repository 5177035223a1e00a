import { AwsJson1_0Protocol, JsonShapeDeserializer2 } from '@aws-sdk/core/protocols';
import { DynamoDBJsonCodec2 } from '@aws-sdk/dynamodb-codec';
import { NormalizedSchema } from '@smithy/core/schema';
import type { $Schema } from '@smithy/types';
import { BYTE } from '../json/json-scanner.ts';
import { hasEscapedName, isJsonObject, parseJson } from '../json/parse-json.ts';
import { decodeValue, decodeValues } from '../wire/attribute-bytes.ts';

type ProtocolSettings = ConstructorParameters<typeof AwsJson1_0Protocol>[0];

const ATTRIBUTE_VALUE = 'com.amazonaws.dynamodb#AttributeValue';

/**
 * DynamoDB's JSON protocol with two repairs. The SDK's codec drops the value of a top-level attribute named
 * `__proto__` (legal in DynamoDB): maps of attribute values are taken as they were parsed, with own properties only,
 * and just binary is decoded in place. And it parses as V8 does, which misreads some names: see {@link parseJson}.
 */
export class LosslessJsonProtocol extends AwsJson1_0Protocol {
  constructor(settings: ProtocolSettings) {
    super({ ...settings, jsonCodec: new LosslessCodec() });
  }
}

class LosslessCodec extends DynamoDBJsonCodec2 {
  override createDeserializer(): LosslessDeserializer {
    const deserializer = new LosslessDeserializer(this.settings);
    if (this.serdeContext) deserializer.setSerdeContext(this.serdeContext);
    return deserializer;
  }
}

class LosslessDeserializer extends JsonShapeDeserializer2 {
  /**
   * Reads the bodies of responses and of errors. The SDK's own way is left alone wherever it does: it also keeps the
   * digits of large JSON numbers in an error, of which DynamoDB has none.
   */
  override read(schema: $Schema, data: unknown): Promise<unknown> {
    const text = data instanceof Uint8Array ? escapedText(data) : undefined;
    return text === undefined ? super.read(schema, data) : this.#readText(schema, text);
  }

  async #readText(schema: $Schema, text: string): Promise<unknown> {
    return this._read(schema, parseJson(text));
  }

  protected override _read(schema: $Schema, value: unknown): unknown {
    const ns = NormalizedSchema.of(schema);
    if (ns.isMapSchema() && isAttributeValue(ns.getValueSchema()) && isJsonObject(value)) {
      decodeValues(value);
      return value;
    }
    if (isAttributeValue(ns)) {
      decodeValue(value);
      return value;
    }
    return super._read(schema, value);
  }
}

/** The text of a body in which a name is written with an escape sequence; `undefined` for any other. */
function escapedText(body: Uint8Array): string | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!bytes.includes(BYTE.backslash)) return undefined;
  const text = bytes.toString();
  return hasEscapedName(text) ? text : undefined;
}

function isAttributeValue(schema: NormalizedSchema): boolean {
  return schema.isStructSchema() && schema.getName(true) === ATTRIBUTE_VALUE;
}
