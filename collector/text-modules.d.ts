/** Parts of the snippet, as the Workers bundler gives them. */
declare module '*.txt' {
  const text: string;
  export default text;
}
