/** A number inside a map or a raw value that no JavaScript number holds: its digits, as DynamoDB has them. */
export class ExactNumber {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }

  toString(): string {
    return this.value;
  }

  toJSON(): string {
    return this.value;
  }
}
