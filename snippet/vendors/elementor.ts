import { toldByJquery } from './jquery.ts';

/**
 * Elementor Pro. Names that the form does not have are dropped.
 * https://docs.elementor.com/article/281-form-faq
 */
toldByJquery('elementor', '.elementor-form', 'submit_success', 'error');
