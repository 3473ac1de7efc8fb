import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutFonts } from './assets.js';
import { nhsukFrontend } from './views.js';

describe('the stylesheet we serve', () => {
  it('asks for nothing from another machine', () => {
    const css = withoutFonts(readFileSync(join(nhsukFrontend, 'nhsuk/nhsuk-frontend.min.css'), 'utf8'));
    expect(css.length).toBeGreaterThan(100_000);
    expect(css).toContain('.nhsuk-header');
    expect(css).not.toMatch(/url\(["']?(https?:)?\/\//);
    expect(css).not.toContain('@import');
  });
});
