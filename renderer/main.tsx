import './ui/fonts.css';
import './ui/theme.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { applyPreferences } from './store/preferences.ts';
import { startStudio } from './store/start.ts';

applyPreferences();
void startStudio();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
