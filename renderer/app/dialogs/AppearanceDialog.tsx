import { setPreference, usePreferences, ZOOM_STEPS, zoomBy } from '../../store/preferences.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented, Toggle } from '../../ui/Segmented.tsx';
import { closeDialog } from '../dialogs.ts';

export function AppearanceDialog() {
  const { theme, density, zoom } = usePreferences();
  return (
    <Dialog
      open
      onOpenChange={closeDialog}
      title="Appearance"
      width="small"
      description="Your own choice, for every workspace; it is not saved with a workspace."
    >
      <div className="appearance">
        <div className="appearance-row">
          <span>Theme</span>
          <Segmented
            label="Theme"
            value={theme}
            onChange={(next) => setPreference('theme', next)}
            options={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light', icon: 'sun' },
              { value: 'dark', label: 'Dark', icon: 'moon' },
            ]}
          />
        </div>
        <div className="appearance-row">
          <span>Text size</span>
          <span className="appearance-size">
            <IconButton
              icon="minus"
              label="Smaller text"
              shortcut="Mod+Alt+ArrowDown"
              disabledReason={zoom <= ZOOM_STEPS[0] ? 'The text is as small as it gets.' : null}
              onClick={() => zoomBy(-1)}
            />
            <output className="tabular">{Math.round(zoom * 100)} %</output>
            <IconButton
              icon="plus"
              label="Larger text"
              shortcut="Mod+Alt+ArrowUp"
              disabledReason={zoom >= ZOOM_STEPS.at(-1)! ? 'The text is as large as it gets.' : null}
              onClick={() => zoomBy(1)}
            />
          </span>
        </div>
        <Toggle
          label="Compact rows"
          description="Fits more guests and problems on a screen."
          checked={density === 'compact'}
          onChange={(compact) => setPreference('density', compact ? 'compact' : 'comfortable')}
        />
      </div>
    </Dialog>
  );
}
