/** A document or shadow root whose forms may be looked at, and where it is. */
export interface Root {
  root: Document | ShadowRoot;
  where: 'page' | 'shadow root' | 'frame';
}

function documentOf(frame: HTMLIFrameElement): Document | null {
  try {
    return frame.contentDocument;
  } catch {
    return null;
  }
}

/**
 * The document, its open shadow roots and the frames of its origin, in order. To find shadow roots
 * every element is looked at, which is nothing for a visitor's page: this is for who installs.
 */
export function rootsOf(root: Document | ShadowRoot, where: Root['where'] = 'page'): Root[] {
  const roots: Root[] = [{ root, where }];
  for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) roots.push(...rootsOf(element.shadowRoot, 'shadow root'));
    if (element.localName === 'iframe') {
      const inner = documentOf(element as HTMLIFrameElement);
      if (inner) roots.push(...rootsOf(inner, 'frame'));
    }
  }
  return roots;
}
