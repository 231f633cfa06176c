// For tools that cannot read Vue's files; vue-tsc can, and finds their own types.
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent;
  export default component;
}
