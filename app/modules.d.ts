declare module '@aegov/design-system';
