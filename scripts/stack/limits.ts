/** How long a service may take to stop, and to become ready, in milliseconds. */
export const limits = { stopMs: 20_000, readyMs: 120_000 } as const;
