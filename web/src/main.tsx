import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { features } from './features';
import { admin } from './features/admin';
import { Root } from './shell/Root';
import './styles.css';

// Administration stands last in every installation, whatever features there are.
const all = [...features, admin];
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Root features={all} />
    </StrictMode>,
  );
}
