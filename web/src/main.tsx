import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { features } from './features';
import { Root } from './shell/Root';
import './styles.css';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Root features={features} />
    </StrictMode>,
  );
}
