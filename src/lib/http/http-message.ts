/** Header values by lower-case name; a repeated header's values are joined with a comma. */
export type HttpHeaders = Readonly<Record<string, string | undefined>>;

/** An HTTP request from any transport: a socket or an API Gateway event. */
export interface HttpRequest {
  method: string;
  /** Path and query as they are in the request line, still encoded. */
  path: string;
  headers: HttpHeaders;
  body: Uint8Array;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}
