/** Response headers of the page, for the web host and for the desktop's own scheme alike. */

interface PolicyOptions {
  /** Extra sources for connections, e.g. `ws://127.0.0.1:1234` where `'self'` does not cover WebSockets (Safari). */
  readonly connect?: string;
  /** Vite's development server injects inline scripts; nothing else may. */
  readonly inlineScripts?: boolean;
}

export function contentSecurityPolicy({ connect, inlineScripts = false }: PolicyOptions = {}): string {
  return [
    "default-src 'none'",
    `script-src 'self'${inlineScripts ? " 'unsafe-inline'" : ''}`,
    // Radix puts <style> elements of its own into the page (scroll lock); no text of a user reaches a style.
    "style-src 'self' 'unsafe-inline'",
    // blob: and data: are the exported pictures of a view.
    "img-src 'self' blob: data:",
    "font-src 'self' data:",
    `connect-src 'self'${connect ? ` ${connect}` : ''}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function securityHeaders(policy: string): Record<string, string> {
  return {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  };
}
