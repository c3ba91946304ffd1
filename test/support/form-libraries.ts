import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Builds for browsers, as their packages bring them. */
const FILES: Record<string, string> = {
  'react18.js': 'react/umd/react.production.min.js',
  'react-dom18.js': 'react-dom/umd/react-dom.production.min.js',
  'react18.development.js': 'react/umd/react.development.js',
  'react-dom18.development.js': 'react-dom/umd/react-dom.development.js',
  'vue3.js': 'vue/dist/vue.global.prod.js',
  'htmx2.js': 'htmx.org/dist/htmx.min.js',
  'turbo.js': '@hotwired/turbo/dist/turbo.es2017-umd.js',
  'alpine.js': 'alpinejs/dist/cdn.min.js',
  'jquery.js': 'jquery/dist/jquery.min.js',
  'jquery.validate.js': 'jquery-validation/dist/jquery.validate.min.js',
  'formspree-ajax.js': '@formspree/ajax/dist/global.js',
  'typeform-embed.js': '@typeform/embed/build/embed.js',
  'cal-embed.js': '@calcom/embed-core/dist/embed/embed.js',
  'cal-snippet.js': '@calcom/embed-snippet/dist/snippet.umd.js',
};

/** Those without one: their packages, and the name under which a page finds them. */
const BUNDLES: Record<string, [name: string, global: string]> = {
  'react-hook-form.js': ['react-hook-form', 'ReactHookForm'],
  'formik.js': ['formik', 'Formik'],
};

/** For a page that has React already. */
async function bundleOf(name: string, globalName: string): Promise<string> {
  const result = await build({
    stdin: { contents: `export * from '${name}';`, resolveDir: '.' },
    bundle: true,
    format: 'iife',
    globalName,
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [
      {
        name: 'react-of-the-page',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^react$/ }, ({ path }) => ({ path, namespace: 'page' }));
          onLoad({ filter: /./, namespace: 'page' }, () => ({
            contents: 'module.exports = window.React;',
          }));
        },
      },
    ],
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}

/** The libraries that pages ask for below `/_lib/`, by file name. */
export async function formLibraries(): Promise<Map<string, string>> {
  const bundles = Object.entries(BUNDLES).map(
    async ([file, [name, global]]) => [file, await bundleOf(name, global)] as const,
  );
  const files = Object.entries(FILES).map(
    ([file, path]) => [file, readFileSync(`node_modules/${path}`, 'utf8')] as const,
  );
  return new Map([...files, ...(await Promise.all(bundles))]);
}
