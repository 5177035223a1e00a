// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text that came from items or servers, without the control characters that a terminal would act on. */
export function cleanText(text: string): string {
  return text.replace(CONTROL_CHARACTERS, '�');
}
