/** A saved scenario or case file of this family among the texts of a capture (xive.md 8): it has operations. */
export const LOOKS_LIKE_SCENARIO =
  /^\s*[[{][\s\S]*(?:"op"\s*:\s*"[a-z][A-Za-z]{2,20}"|"(?:branches|events)"\s*:\s*\[)/;
