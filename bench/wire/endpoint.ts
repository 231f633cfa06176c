/** Where the server listens: the SDK speaks HTTP/2 to it, what is built on fetch speaks HTTP/1.1. */
export interface Endpoint {
  readonly h2: string;
  readonly http1: string;
}
