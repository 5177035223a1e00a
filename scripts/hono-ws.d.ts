/** Stands in for the library's types of WebSockets, which need a browser's; nothing here has one. */
export type UpgradeWebSocket<_Socket = unknown, _Options = unknown> = never;
