/** Interrupt vectors a Linux driver gets (zpci.md 3.7). */

export interface GrantedVectors {
  readonly granted: number;
  /** What the kernel writes when it gives fewer; null = nothing. */
  readonly message: string | null;
}

/** `asked` is limited by the MSI-X table of the card before it comes here (N-1). */
export function grantedVectors(address: string, asked: number, noi: number): GrantedVectors {
  const granted = Math.min(asked, noi);
  const message = `zpci: ${address} requested ${asked} irqs, allocate system limit of ${noi}`;
  return { granted, message: granted < asked ? message : null };
}
