import { createContext, useContext } from 'react';

/** A kernel profile's id in words. Families know them; parts that all families share get them from above. */
export const ProfileNames = createContext<(id: string) => string>((id) => id);

export function useProfileName(): (id: string) => string {
  return useContext(ProfileNames);
}
