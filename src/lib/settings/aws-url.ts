/** For any service and region. */
export function isAwsUrl(url: string): boolean {
  return /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(new URL(url).hostname);
}
