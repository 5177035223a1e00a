/** `createdAt` as a Ruby app names it: `created_at`. */
export function snakeName(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4').toLowerCase();
}
