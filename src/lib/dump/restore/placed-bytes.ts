/** An item on its way from a source into a table. */
export interface PlacedBytes {
  /** DynamoDB JSON. */
  bytes: Buffer;
  /** The source's file, by its place in the list. */
  file: number;
  /** Its place in the file, from 0. */
  index: number;
  /** The line that it begins on. */
  line: number;
  /** To be called once, when it is written, skipped or rejected: its bytes are gone then. */
  release(): void;
}
