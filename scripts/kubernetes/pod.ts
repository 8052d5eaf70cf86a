/** Of pods: no root, and the system calls that containers usually need. */
export const podSecurity = {
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
} as const;

/** Of containers: no more rights than they start with, and those none. */
export function containerSecurity(
  { readOnly }: { readonly readOnly: boolean },
) {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: readOnly,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
  };
}
